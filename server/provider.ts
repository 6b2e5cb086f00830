/**
 * The package's main entry, for `email: { config: { provider: 'strapi-plugin-outgoing-mail' } }`. Strapi's
 * email plugin starts before ours and asks for a provider then; the one it gets here stands in until our
 * bootstrap puts the real one in its place.
 */

const notReady = (): Promise<never> =>
  Promise.reject(
    new Error(
      'Outgoing mail is not ready: the plugin outgoing-mail has not started. Enable it in config/plugins, ' +
        'and send mail after Strapi’s bootstrap.',
    ),
  );

/** @throws Error when provider options are given: settings have their own place. */
export const init = (providerOptions: Record<string, unknown> = {}) => {
  if (Object.keys(providerOptions).length > 0) {
    throw new Error(
      'The provider strapi-plugin-outgoing-mail takes no providerOptions: set the server on its page ' +
        '(Settings, Mail, Outgoing Mail) or in the plugin’s own configuration under outgoing-mail.config.smtp.',
    );
  }
  return {
    send: notReady,
    verify: notReady,
    isIdle: () => true,
    close: () => undefined,
    getCapabilities: () => ({}),
  };
};
