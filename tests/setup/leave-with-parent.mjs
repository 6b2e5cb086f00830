/** Preloaded into a child: when the channel to its parent breaks, the parent is gone and so should the child be. */
process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 8000).unref();
});
