/** A client for JSON over HTTP that answers with what came, whatever the status. */

export interface Answer<Body> {
  status: number;
  body: Body;
}

export interface Client {
  get<Body = unknown>(path: string): Promise<Answer<Body>>;
  post<Body = unknown>(path: string, body?: unknown): Promise<Answer<Body>>;
  put<Body = unknown>(path: string, body?: unknown): Promise<Answer<Body>>;
  delete<Body = unknown>(path: string): Promise<Answer<Body>>;
}

export const createClient = (origin: () => string, token?: () => string | undefined): Client => {
  const call = async <Body>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<Body>> => {
    const bearer = token?.();
    const answer = await fetch(`${origin()}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        // One that is kept could be closed by a site that was busy, in the moment in which it is used again.
        connection: 'close',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: parsed(text) as Body };
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    delete: (path) => call('DELETE', path),
  };
};

/** An empty answer, or a page where JSON was expected, is shown to the test as it is. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
