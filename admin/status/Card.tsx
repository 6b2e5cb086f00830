import { Flex, Typography } from '@strapi/design-system';
import type { ReactNode } from 'react';

interface CardProps {
  /** Of the heading, for the name of the card. */
  id: string;
  title: string;
  /** Beside the heading. */
  action?: ReactNode;
  children: ReactNode;
}

/** A part of the page with a heading of its own. */
export const Card = ({ id, title, action, children }: CardProps) => (
  <Flex
    tag="section"
    aria-labelledby={id}
    direction="column"
    alignItems="stretch"
    gap={4}
    width="100%"
    height="100%"
    background="neutral0"
    hasRadius
    shadow="filterShadow"
    padding={{ initial: 4, medium: 6 }}
  >
    <Flex justifyContent="space-between" gap={4} wrap="wrap">
      <Typography tag="h2" variant="delta" id={id}>
        {title}
      </Typography>
      {action}
    </Flex>
    {children}
  </Flex>
);
