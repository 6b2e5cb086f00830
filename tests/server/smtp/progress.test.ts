/**
 * Pins nodemailer's internal log records, from which we read whether a message was handed over. When an
 * update of nodemailer changes them, this fails before a draft says "not sent" of a message that was.
 */
import nodemailer from 'nodemailer';
import { createProgress } from '../../../server/smtp/progress';
import { startSmtpServer, type SmtpServerOptions } from '../../support/smtp-server';
import type { Fault, SmtpStage } from '../../support/smtp-faults';

const CASES: [SmtpStage, Fault, { stage: string; handedOver: boolean; stored: number }][] = [
  ['greeting', { reply: '421 busy' }, { stage: 'greeting', handedOver: false, stored: 0 }],
  ['ehlo', 'close', { stage: 'ehlo', handedOver: false, stored: 0 }],
  ['mail', 'close', { stage: 'mail', handedOver: false, stored: 0 }],
  ['rcpt', 'close', { stage: 'rcpt', handedOver: false, stored: 0 }],
  ['data', 'close', { stage: 'data', handedOver: false, stored: 0 }],
  ['dot', 'close', { stage: 'reply', handedOver: true, stored: 0 }],
  ['after', 'close', { stage: 'reply', handedOver: true, stored: 1 }],
];

const sendOnce = async (options: SmtpServerOptions) => {
  const server = await startSmtpServer(options);
  const progress = createProgress(() => {});
  const transporter = nodemailer.createTransport({
    host: server.host,
    port: server.port,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: 1,
    logger: progress.logger,
    transactionLog: true,
  });
  progress.begin();
  const outcome = await transporter
    .sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 'x', text: 'x' })
    .then(
      () => 'sent',
      () => 'failed',
    );
  const { stage, handedOver, connected } = progress;
  transporter.close();
  await server.allClosed();
  await server.close();
  return { outcome, stage, handedOver, connected, stored: server.messages.length, later: progress };
};

describe.each([true, false])('with PIPELINING %s', (pipelining) => {
  it.each(CASES)(
    'knows how far it got when the server fails at %s by %j',
    async (stage, fault, expected) => {
      expect(await sendOnce({ pipelining, faults: { [stage]: fault } })).toMatchObject({
        outcome: 'failed',
        ...expected,
      });
    },
  );

  it('knows that the message was handed over, and later that the connection is gone', async () => {
    const { later, ...sent } = await sendOnce({ pipelining });
    expect(sent).toMatchObject({
      outcome: 'sent',
      stage: 'reply',
      handedOver: true,
      connected: true,
      stored: 1,
    });
    expect(later.connected).toBe(false);
  });
});
