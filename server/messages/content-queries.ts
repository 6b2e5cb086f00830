/**
 * The text of messages is reached by way of every content type that refers to them: filters and orders find it out piece
 * by piece, and what is populated brings it along. Pure.
 */
import { CONTENT_FIELDS, MESSAGE_UID } from '../contract';

export interface Model {
  attributes: Record<string, Attribute>;
}

interface Attribute {
  type: string;
  target?: string;
  component?: string;
  components?: readonly string[];
}

export interface ContentRules {
  /** Whether documents of this type can have messages in them, at any depth. */
  leadsToMessages(uid: string): boolean;
  /** Whether the filters or the order of a query, or of anything it populates, name the text of a message. */
  asksForContent(query: unknown, uid: string): boolean;
  /** What a document method or the panel's API answers, with the text of messages blank wherever there are some. */
  blank<T>(result: T, uid: string): T;
}

export const isContentField = (name: string): boolean =>
  CONTENT_FIELDS.some((field) => field === name);

export const createContentRules = (modelOf: (uid: string) => Model | undefined): ContentRules => {
  const known = new Map<string, boolean>();

  /** What stands behind a relation or a component; undefined for anything else. */
  const targetOf = (uid: string, name: string): string | undefined => {
    const attribute = modelOf(uid)?.attributes[name];
    return attribute?.target ?? attribute?.component;
  };

  /** Types refer to each other in circles. */
  const reach = (uid: string, seen: Set<string>): boolean => {
    if (uid === MESSAGE_UID) return true;
    if (seen.has(uid)) return false;
    seen.add(uid);
    return Object.values(modelOf(uid)?.attributes ?? {})
      .flatMap(({ target, component, components = [] }) => [target, component, ...components])
      .some((next) => next !== undefined && reach(next, seen));
  };

  const names = (value: unknown, uid: string): boolean => {
    if (Array.isArray(value)) return value.some((item) => names(item, uid));
    if (!isObject(value)) return false;
    return Object.entries(value).some(
      ([name, inner]) => isText(uid, name) || names(inner, targetOf(uid, name) ?? uid),
    );
  };

  /** `message.text:asc`, several of them with commas, a list, or an object. */
  const sortsBy = (value: unknown, uid: string): boolean => {
    if (Array.isArray(value)) return value.some((item) => sortsBy(item, uid));
    if (typeof value !== 'string') return names(value, uid);
    return value.split(',').some((order) => {
      let here = uid;
      return (order.split(':')[0] ?? '').split('.').some((name) => {
        const isIt = isText(here, name.trim());
        here = targetOf(here, name.trim()) ?? here;
        return isIt;
      });
    });
  };

  const asksForContent = (query: unknown, uid: string): boolean => {
    if (!isObject(query)) return false;
    const { filters, sort, populate, on } = query;
    return (
      names(filters, uid) ||
      sortsBy(sort, uid) ||
      entriesOf(populate).some(([name, inner]) =>
        asksForContent(inner, targetOf(uid, name) ?? uid),
      ) ||
      entriesOf(on).some(([component, inner]) => asksForContent(inner, component))
    );
  };

  const blankIn = (value: unknown, uid: string): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => blankIn(item, uid));
    if (!isObject(value) || value instanceof Date) return value;
    // A part of a dynamic zone says itself what it is.
    const own = typeof value.__component === 'string' ? value.__component : uid;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        if (isText(own, name)) return [name, null];
        const isWrapper = modelOf(own)?.attributes[name] === undefined && WRAPPERS.has(name);
        const target = isWrapper ? own : (targetOf(own, name) ?? zoneOf(own, name));
        return [name, target === undefined ? inner : blankIn(inner, target)];
      }),
    );
  };

  /** A dynamic zone is of no one type. */
  const zoneOf = (uid: string, name: string): string | undefined =>
    modelOf(uid)?.attributes[name]?.type === 'dynamiczone' ? '' : undefined;

  return {
    leadsToMessages(uid) {
      const leads = known.get(uid) ?? reach(uid, new Set());
      known.set(uid, leads);
      return leads;
    },
    asksForContent,
    blank: (result, uid) => blankIn(result, uid) as typeof result,
  };
};

/** Around documents, in what document methods and the panel's API answer. */
const WRAPPERS = new Set(['entries', 'results', 'data']);

const isText = (uid: string, name: string): boolean => uid === MESSAGE_UID && isContentField(name);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const entriesOf = (value: unknown): [string, unknown][] =>
  isObject(value) ? Object.entries(value) : [];
