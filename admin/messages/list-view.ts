/** How the list of outgoing messages looks: columns in words, and filters that a person finds. */
import type {
  InjectableListViewFilter,
  ListFieldLayout,
  ListLayout,
} from '@strapi/content-manager/strapi-admin';
import { FAILURE_CODES, MESSAGE_CONTENTS, MESSAGE_STATES, OUTCOMES } from '../../server/contract';
import { wordsNow, type MessageKey } from '../dictionary';
import { cellOf } from './list-cells';
import { ChoiceInput } from './ChoiceInput';
import { NAMED_FIELDS, nameOf } from './field-names';
import { isOurs } from './is-ours';

/** Strapi's names for the places where columns and filters of a list may be changed. */
export const LIST_VIEW_COLUMNS = 'Admin/CM/pages/ListView/inject-column-in-table';
export const LIST_VIEW_FILTERS = 'Admin/CM/pages/ListView/inject-in-filters';

interface Columns {
  displayedHeaders: ListFieldLayout[];
  layout: ListLayout;
}

/** Strapi asks this when the Content Manager is opened: by the time it shows a list, the words for it are here. */
export const CONTENT_MANAGER_OPENED = 'Admin/CM/pages/App/mutate-collection-types-links';
export const fetchWords = <Links>(links: Links): Links => {
  wordsNow('message.state');
  return links;
};

/** Whatever columns a site or a person has chosen: those that hold words of the machine's are shown in people's. */
export const withOwnColumns = <View extends Columns>(view: View): View =>
  isOurs(view.layout)
    ? { ...view, displayedHeaders: WithoutStatus.from(view.displayedHeaders, ownColumn) }
    : view;

/**
 * Strapi adds its column “Status” itself, after everybody was asked: draft or published, which the state says better,
 * and the place is needed. Where it comes to add it otherwise it is there again, and does no harm.
 */
class WithoutStatus extends Array<ListFieldLayout> {
  override push(...columns: ListFieldLayout[]): number {
    return super.push(...columns.filter(({ name }) => name !== 'status'));
  }
}

const ownColumn = (header: ListFieldLayout): ListFieldLayout => ({
  ...header,
  ...nameOf(header),
  ...cellOf(header.name),
});

interface Filters {
  displayedFilters: InjectableListViewFilter[];
  layout: ListLayout;
}

export const withOwnFilters = <View extends Filters>(view: View): View =>
  isOurs(view.layout)
    ? {
        ...view,
        displayedFilters: view.displayedFilters
          .filter(({ name }) => FILTERS.includes(name))
          .map((filter) => ({ ...filter, ...nameOf(filter), ...choicesFor(filter.name) })),
      }
    : view;

/** What stands in the form, or says the same as another. */
const NO_FILTERS: readonly string[] = [
  'failureMessage',
  'replyTo',
  'text',
  'html',
  'expiresAt',
  'copies',
];
/** Not the draft and published of Strapi: here that is what the state says, in one word more. */
const FILTERS = NAMED_FIELDS.filter((name) => !NO_FILTERS.includes(name));

const CHOICES: Record<string, { values: readonly string[]; word: (value: string) => string }> = {
  state: choices(MESSAGE_STATES, (state) => `delivery.state.${state}`),
  failureCode: choices(FAILURE_CODES, (code) => `reason.${code}`),
  outcome: choices(OUTCOMES, (outcome) => `delivery.result.${outcome}`),
  content: choices(MESSAGE_CONTENTS, (content) => `content.${content}.name`),
};

function choices<Value extends string>(
  values: readonly Value[],
  keyOf: (value: Value) => MessageKey,
) {
  const words = new Map<string, MessageKey>(values.map((value) => [value, keyOf(value)]));
  return {
    values,
    word: (value: string) => {
      const key = words.get(value);
      return (key && wordsNow(key)) ?? value;
    },
  };
}

const choicesFor = (name: string) => {
  const known = CHOICES[name];
  if (known === undefined) return {};
  const options = known.values
    .map((value) => ({ value, label: known.word(value) }))
    .toSorted((one, other) => (name === 'failureCode' ? one.label.localeCompare(other.label) : 0));
  return { type: 'enumeration' as const, options, input: ChoiceInput };
};
