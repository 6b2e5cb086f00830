/** A message in nodemailer's words. Pure. */
import type { SendMailOptions } from 'nodemailer';
import type { OutgoingMessage } from '../messages/message';

/**
 * One missing body stands in for the other, as in Strapi's own nodemailer provider. File and URL access
 * stay off here too: a draft that was stored long ago must not start to read files either.
 */
export const toMailOptions = ({
  fields,
  extras,
  messageId,
  date,
}: OutgoingMessage): SendMailOptions => {
  const { from, to, cc, bcc, replyTo, subject, text, html } = fields;
  const options = Object.assign(
    {
      from: from || undefined,
      to: to || undefined,
      cc: cc || undefined,
      bcc: bcc || undefined,
      replyTo: replyTo || undefined,
      subject: subject || undefined,
      text: text || html || undefined,
      html: html || text || undefined,
      messageId,
      date,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    extras,
  );
  // Our extras have been parsed into nodemailer's own shapes; its type spells out more variants of each.
  return options as SendMailOptions;
};
