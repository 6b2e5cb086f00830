/** Strapi's Delete, in the words of mail: a draft is discarded, of an accepted message the record goes. */
import type {
  BulkActionComponent,
  DocumentActionComponent,
} from '@strapi/content-manager/strapi-admin';
import { MESSAGE_UID } from '../../server/contract';
import type { MessageKey } from '../dictionary';
import { useWords } from '../use-words';
import { parseMessage, type Message } from './message';

interface DiscardWords {
  action: MessageKey;
  title: MessageKey;
  body: MessageKey;
}

const DRAFT: DiscardWords = {
  action: 'discard.action',
  title: 'discard.title',
  body: 'discard.body',
};
const RECORD: DiscardWords = {
  action: 'discard.record.action',
  title: 'discard.record.title',
  body: 'discard.record.body',
};

export const discardWords = (message: Message | null): DiscardWords =>
  message?.state === 'sent' ? RECORD : DRAFT;

/** The same action with other words. These components are hooks to React. */
export const inWordsOfMail = (action: DocumentActionComponent): DocumentActionComponent => {
  const Worded: DocumentActionComponent = (props) => {
    const say = useWords();
    const description = action(props);
    if (props.model !== MESSAGE_UID || description?.dialog?.type !== 'dialog') return description;
    const words = discardWords(props.document ? parseMessage(props.document) : null);
    return {
      ...description,
      label: say(words.action),
      dialog: {
        ...description.dialog,
        title: say(words.title),
        content: say(words.body),
        bodyIcon: 'danger',
        confirmLabel: say(words.action),
      },
    };
  };
  return Object.assign(Worded, { type: action.type, position: action.position });
};

export const inWordsOfMailInBulk = (action: BulkActionComponent): BulkActionComponent => {
  const Worded: BulkActionComponent = (props) => {
    const say = useWords();
    const description = action(props);
    if (props.model !== MESSAGE_UID || description?.dialog?.type !== 'dialog') return description;
    return {
      ...description,
      label: say('discard.action'),
      dialog: {
        ...description.dialog,
        title: say('discard.many.title'),
        content: say('discard.many.body', { count: props.documents.length }),
        bodyIcon: 'danger',
        confirmLabel: say('discard.action'),
      },
    };
  };
  return Object.assign(Worded, { type: action.type });
};
