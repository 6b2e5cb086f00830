import { Flex, LinkButton } from '@strapi/design-system';
import { useQueryParams } from '@strapi/strapi/admin';
import { Link } from 'react-router-dom';
import type { SendJobsResponse } from '../../server/contract';
import { useWords } from '../use-words';
import { filterSearch } from './messages-link';

const STATES = ['waiting', 'held', 'sent'] as const;

interface Query {
  sort?: string;
  pageSize?: string;
  filters?: { $and?: { state?: { $eq?: string } }[] };
}

/** Links to the messages of one state, with how many there are to send. */
export const QuickFilters = ({
  drafts,
}: {
  drafts: SendJobsResponse['data']['drafts'] | undefined;
}) => {
  const say = useWords();
  const [{ query }] = useQueryParams<Query>();
  const filters = query?.filters?.$and ?? [];
  const shown = filters.length === 1 ? filters[0]?.state?.$eq : undefined;
  const kept = {
    ...(query?.sort && { sort: query.sort }),
    ...(query?.pageSize && { pageSize: query.pageSize }),
  };
  const labelOf = (state: (typeof STATES)[number]): string => {
    const count = state === 'sent' ? undefined : drafts?.[state];
    const name = say(`delivery.state.${state}`);
    return count === undefined ? name : say('list.counted', { name, count });
  };
  const links = [
    { label: say('list.all'), filter: {}, isShown: filters.length === 0 },
    ...STATES.map((state) => ({
      label: labelOf(state),
      filter: { state },
      isShown: shown === state,
    })),
  ];
  return (
    <Flex tag="nav" aria-label={say('list.filters')} gap={1} wrap="wrap">
      {links.map(({ label, filter, isShown }) => (
        <LinkButton
          key={label}
          tag={Link}
          to={{ search: filterSearch(filter, kept) }}
          variant={isShown ? 'secondary' : 'tertiary'}
          size="S"
          // A name and its count are one; the line breaks between two of them.
          style={{ whiteSpace: 'nowrap' }}
          aria-current={isShown ? 'page' : undefined}
        >
          {label}
        </LinkButton>
      ))}
    </Flex>
  );
};
