/** Tells when the saved settings name the port that the playground's mail server had last time. */

/** @returns {Promise<string | null>} a sentence for people, or null when nothing is to be said */
export const strayMailServer = async (site, admin) => {
  try {
    const { data: session } = await call(`${site.url}/admin/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: admin.email, password: admin.password }),
    });
    const { data: saved } = await call(`${site.url}/outgoing-mail/settings`, {
      headers: { authorization: `Bearer ${session.token}` },
    });
    const here = saved.host === 'localhost' || saved.host === site.mailServer.host;
    if (!here || saved.port === site.mailServer.port) return null;
    return (
      `The saved settings name port ${saved.port} of this machine; the playground's mail server is on ` +
      `${site.mailServer.port} this time.\n  Change it on the SMTP Server page, or free the port and start again.`
    );
  } catch {
    // Somebody changed the demonstration password: then they know what they saved.
    return null;
  }
};

const call = async (url, init) => {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
};
