/**
 * Keeps the text of messages from administrators who have no right to it, on every way that leads there: documents of
 * this type and of those that refer to it, the relation fields of the Content Manager, what Strapi lets them read.
 */
import type { Core, UID } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { MESSAGE_PART_UID, MESSAGE_UID, PERMISSIONS } from '../contract';
import type { Asking } from '../request';
import { createContentRules, isContentField, type Model } from './content-queries';
import { mayReadContent } from './content-right';

export const registerContentGuard = (
  strapi: Core.Strapi,
  asking: () => Asking | undefined,
): void => {
  // Strapi types the names of models, which here come from requests and from other models.
  const modelOf = (uid: string) => strapi.getModel(uid as UID.Schema) as Model | undefined;
  const rules = createContentRules(modelOf);

  const refuseQuery = (query: unknown, uid: string): void => {
    if (!rules.asksForContent(query, uid)) return;
    throw new errors.ForbiddenError(
      'Messages are not filtered or sorted by a text that you may not read.',
    );
  };

  strapi.documents.use(async (context, next) => {
    const somebody = asking();
    // Attachments and headers in the form in which they are stored: no business of anybody's.
    if (context.uid === MESSAGE_PART_UID && somebody !== undefined)
      throw new errors.ForbiddenError('Parts of messages are not to be seen by themselves.');
    if (mayReadContent(somebody) || !rules.leadsToMessages(context.uid)) return next();
    refuseQuery(context.params, context.uid);
    return rules.blank(await next(), context.uid);
  });

  // Relation fields are read below the documents, with filters, fields and an order of the client's own.
  strapi.server.use(async (context, next) => {
    await next();
    const { model, targetField } = Object(context.params) as Record<string, string | undefined>;
    if (!context.path.startsWith(RELATIONS) || model === undefined || targetField === undefined)
      return;
    const uid = modelOf(model)?.attributes[targetField]?.target;
    if (uid === undefined || mayReadContent(asking()) || !rules.leadsToMessages(uid)) return;
    refuseQuery(context.query, uid);
    const body: unknown = context.body;
    context.body = rules.blank(body, uid);
  });

  keepFromAbilities(strapi);
};

const RELATIONS = '/content-manager/relations/';
const READ = 'plugin::content-manager.explorer.read';

/** CASL's, as far as it is used. */
interface Rule {
  action: string | string[];
  subject?: unknown;
  fields?: string[];
}
interface Ability {
  rules: Rule[];
  can(action: string): boolean;
  update(rules: Rule[]): unknown;
}
type MakesAbilities = Record<string, ((...args: unknown[]) => Promise<Ability>) | undefined>;

/** Of users and, since Strapi has them, of administrators' tokens. */
const MAKERS = ['generateUserAbility', 'generateTokenAbility'];

/**
 * Whatever Strapi reads for somebody it asks what they may read of it: the main field of a relation and what is searched
 * for in it, versions in the history, tools of its MCP server. Without the right, that is all of a message but its text.
 */
function keepFromAbilities(strapi: Core.Strapi): void {
  const { engine } = strapi.service('admin::permission') as { engine: MakesAbilities };
  const readable = Object.keys(strapi.contentType(MESSAGE_UID).attributes);
  const withoutText = (rule: Rule): Rule[] => {
    if (rule.subject !== MESSAGE_UID || ![rule.action].flat().includes(READ)) return [rule];
    const fields = (rule.fields ?? readable).filter((field) => !isContentField(field));
    return fields.length > 0 ? [{ ...rule, fields }] : [];
  };
  for (const name of MAKERS) {
    const make = engine[name]?.bind(engine);
    if (make === undefined) continue;
    engine[name] = async (...args) => {
      const ability = await make(...args);
      if (!ability.can(PERMISSIONS.readContent)) ability.update(ability.rules.flatMap(withoutText));
      return ability;
    };
  }
}
