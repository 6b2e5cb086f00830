import { Flex, Typography } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';

/**
 * Something to think about, in small. The sign has the colour: the theme's own for text of warnings is too pale on white to be
 * read at this size (4.4 : 1, and WCAG 2 wants 4.5).
 */
export const Remark = ({ id, children }: { id?: string; children: string }) => (
  <Flex gap={2} alignItems="flex-start" paddingTop={1}>
    <WarningCircle
      aria-hidden
      fill="warning600"
      width="1.2rem"
      height="1.2rem"
      style={{ flexShrink: 0, marginTop: '0.2rem' }}
    />
    <Typography id={id} tag="p" variant="pi" textColor="neutral800">
      {children}
    </Typography>
  </Flex>
);
