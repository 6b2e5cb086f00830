/** MailDev's inbox, asked over its HTTP API. */

export interface ReceivedMail {
  subject: string;
  text?: string;
  to: { address: string }[];
}

export const inboxOf = async (url: string): Promise<ReceivedMail[]> => {
  const answer = await fetch(`${url}/api/email`);
  const body = (await answer.json()) as ReceivedMail[] | { emails: ReceivedMail[] };
  return Array.isArray(body) ? body : body.emails;
};
