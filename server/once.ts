/** Made when it is first asked for, and kept: nobody waits at Strapi's start for what the start does not need. */
export const once = <Made>(make: () => Made): (() => Made) => {
  let made: { value: Made } | undefined;
  return () => (made ??= { value: make() }).value;
};
