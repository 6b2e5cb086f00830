/** Which cells of the list are ours. What they show is loaded with the first of them. */
import { lazy, Suspense, type ComponentType } from 'react';
import type { ListFieldLayout } from '@strapi/content-manager/strapi-admin';

export interface CellProps {
  /** As the Content Manager hands it over. */
  document: object;
}

const load = () => import('./MessageCells');

const inWords = (Cell: ComponentType<CellProps>): Pick<ListFieldLayout, 'cellFormatter'> => ({
  cellFormatter: (document: object) => (
    <Suspense fallback={null}>
      <Cell document={document} />
    </Suspense>
  ),
});

const recipients = inWords(lazy(async () => ({ default: (await load()).RecipientsCell })));
const subject = inWords(lazy(async () => ({ default: (await load()).SubjectCell })));
const attempts = inWords(lazy(async () => ({ default: (await load()).AttemptsCell })));
const state = inWords(lazy(async () => ({ default: (await load()).StateCell })));
const reason = inWords(lazy(async () => ({ default: (await load()).ReasonCell })));
const nextAttempt = inWords(lazy(async () => ({ default: (await load()).NextAttemptCell })));
const age = inWords(lazy(async () => ({ default: (await load()).AgeCell })));
const outcome = inWords(lazy(async () => ({ default: (await load()).OutcomeCell })));

const CELLS: Record<string, Pick<ListFieldLayout, 'cellFormatter'>> = {
  to: recipients,
  subject,
  attempts,
  state,
  // Older layouts have the sentence in the place of the code.
  failureCode: reason,
  failureMessage: reason,
  outcome,
  nextAttemptAt: nextAttempt,
  createdAt: age,
};

export const cellOf = (column: string) => CELLS[column] ?? {};
