import { Box, Flex, IconButton, Typography } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { useIntl } from 'react-intl';
import type { AttachmentSummary } from '../../server/contract';
import { useWords } from '../use-words';
import { useDownload } from './use-download';

interface AttachmentsProps {
  documentId: string;
  attachments: AttachmentSummary[];
  mayDownload: boolean;
}

/** Names and sizes of what goes with a message; the contents for those who may read it. */
export const Attachments = ({ documentId, attachments, mayDownload }: AttachmentsProps) => {
  const say = useWords();
  const intl = useIntl();
  const download = useDownload(documentId);
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
          <Flex key={index} tag="li" justifyContent="space-between" gap={2}>
            {/* Its name may be long, and the button stays where it is. */}
            <Box minWidth={0}>
              <Typography tag="p" ellipsis title={filename}>
                {filename}
              </Typography>
              <Typography tag="p" variant="pi" textColor="neutral600" ellipsis>
                {`${contentType} · ${sizeOf(size)}`}
              </Typography>
            </Box>
            {mayDownload && (
              <IconButton
                type="button"
                variant="ghost"
                label={say('attachment.download', { filename })}
                onClick={() => void download(index, filename)}
              >
                <Download />
              </IconButton>
            )}
          </Flex>
        ))}
      </Flex>
    </Box>
  );
};

const SMALLEST = ['byte', 1] as const;
const UNITS = [['megabyte', 1024 ** 2], ['kilobyte', 1024], SMALLEST] as const;
