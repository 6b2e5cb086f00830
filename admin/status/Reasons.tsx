import { Flex, Typography } from '@strapi/design-system';
import type { Health } from '../../server/contract';
import { useWords } from '../use-words';

/** Why it is so, a sentence each. */
export const Reasons = ({ health: { state, reasons } }: { health: Health }) => {
  const say = useWords();
  if (state === 'working' || state === 'untested') {
    return <Typography textColor="neutral700">{say(`status.state.${state}.words`)}</Typography>;
  }
  return (
    <Flex tag="ul" direction="column" alignItems="stretch" gap={1}>
      {reasons.map((reason) => (
        <Typography key={reason} tag="li" textColor="neutral800">
          {say(`status.reason.${reason}`)}
        </Typography>
      ))}
    </Flex>
  );
};
