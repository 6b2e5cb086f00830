/**
 * One real message that an administrator asks for; a failure is the answer and leaves no draft. It is not counted: the
 * counts are of the site's own messages.
 */
import type { TestMessageResponse } from '../contract';
import type { OutgoingMessage } from '../messages/message';
import type { Courier } from './courier';

export interface TestMessageDependencies {
  parse: (options: unknown) => Promise<OutgoingMessage>;
  courier: Pick<Courier, 'deliver'>;
}

/** @throws InvalidMessageError when `to` is no address. */
export const createTestMessage =
  ({ parse, courier }: TestMessageDependencies) =>
  async (to: string): Promise<TestMessageResponse['data']> => {
    const message = await parse({
      to,
      subject: 'Test message from Strapi',
      text: 'Your SMTP server settings work: this message was accepted by your mail server.',
    });
    const delivery = await courier.deliver(message, { insist: true });
    if (!delivery.accepted) return { status: 'failed', failure: delivery.failure };
    const [refused] = delivery.refused;
    if (refused !== undefined) return { status: 'failed', failure: refused.failure };
    const { messageId, response } = delivery.info;
    return { status: 'sent', messageId, response };
  };
