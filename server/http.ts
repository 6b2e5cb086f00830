/** What our controllers use of a request in Strapi. */

export interface Administrator {
  firstname?: string | null;
  lastname?: string | null;
  email: string;
}

export interface HttpContext {
  request: { body?: unknown };
  params: Record<string, string | undefined>;
  /** The policies of our routes let nobody in who is not signed in. */
  state: { user: Administrator };
  status: number;
  body: unknown;
  /** These throw: Strapi answers in its own error format. */
  notFound(message: string): never;
  conflict(message: string, details?: object): never;
}
