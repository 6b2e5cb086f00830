import { Box, Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { AttachmentSummary } from '../../server/contract';
import { useWords } from '../use-words';

/** Names and sizes of what goes with a message; the contents stay on the server. */
export const Attachments = ({ attachments }: { attachments: AttachmentSummary[] }) => {
  const say = useWords();
  const intl = useIntl();
  if (attachments.length === 0) return null;

  const sizeOf = (bytes: number): string => {
    const [unit, length] = UNITS.find(([, each]) => bytes >= each) ?? SMALLEST;
    return intl.formatNumber(bytes / length, { style: 'unit', unit, maximumFractionDigits: 1 });
  };
  return (
    <Box>
      <Typography tag="h3" variant="pi" fontWeight="bold" textColor="neutral700">
        {say('delivery.attachments', { count: attachments.length })}
      </Typography>
      <Flex tag="ul" direction="column" alignItems="stretch" gap={1} paddingTop={1}>
        {attachments.map(({ filename, contentType, size }, index) => (
          <li key={index}>
            <Typography tag="p">{filename}</Typography>
            <Typography tag="p" variant="pi" textColor="neutral600">
              {`${contentType} · ${sizeOf(size)}`}
            </Typography>
          </li>
        ))}
      </Flex>
    </Box>
  );
};

const SMALLEST = ['byte', 1] as const;
const UNITS = [['megabyte', 1024 ** 2], ['kilobyte', 1024], SMALLEST] as const;
