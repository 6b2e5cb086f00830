/** What a test prepares without the browser: over HTTP, as somebody who is signed in. */
import type { RunningSite } from '../support/fresh-site';
import { createClient, type Client } from '../support/http';

export const clientFor = async (
  { url }: Pick<RunningSite, 'url'>,
  person: { email: string; password: string },
): Promise<Client> => {
  const login = await createClient(() => url).post<{ data: { token: string } }>(
    '/admin/login',
    person,
  );
  return createClient(
    () => url,
    () => login.body.data.token,
  );
};
