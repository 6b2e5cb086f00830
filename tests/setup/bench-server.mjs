/**
 * A mail server that is in nobody's way: forked, so that its work is not that of who is measured. It answers at once
 * (TCP_NODELAY) and counts what it accepted; what it was handed it forgets.
 *
 * Its parent says what it is to be: `{ tls: { key, cert } | null, delayMs, silent }`. Asked with `'counts'`, it tells what it
 * has counted since it was asked last.
 */
import { connect, createServer } from 'node:net';
import process from 'node:process';
import { createSecureContext, TLSSocket } from 'node:tls';

const END = '\r\n.\r\n';
const MOST_LINE = 4096;

const fresh = () => ({ accepted: 0, connections: 0, most: 0, bytes: 0 });
let counts = fresh();

const replyTo = (line, session) => {
  const verb = line.slice(0, 4).toUpperCase();
  if (verb === 'EHLO') {
    const mayUpgrade = session.secureContext && !session.isSecure;
    const extra = mayUpgrade ? '250-STARTTLS\r\n' : session.isSecure ? '250-AUTH PLAIN\r\n' : '';
    return `250-localhost\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n${extra}250 8BITMIME\r\n`;
  }
  if (verb === 'STAR') {
    session.upgrade = true;
    return '220 go ahead\r\n';
  }
  if (verb === 'AUTH') return '235 2.7.0 welcome\r\n';
  if (verb === 'DATA') {
    session.inData = true;
    session.tail = '\r\n';
    return '354 go ahead\r\n';
  }
  return verb === 'QUIT' ? '221 2.0.0 bye\r\n' : '250 2.0.0 ok\r\n';
};

/** The end of a message may be cut anywhere; of the rest nothing is kept. @returns what follows it, if it is there. */
const readBody = (text, session) => {
  const both = session.tail + text;
  const end = both.indexOf(END);
  counts.bytes += text.length;
  if (end === -1) {
    session.tail = both.slice(-END.length + 1);
    return undefined;
  }
  session.inData = false;
  session.messages += 1;
  counts.accepted += 1;
  counts.most = Math.max(counts.most, session.messages);
  return both.slice(end + END.length);
};

const serve = (socket, session) => {
  let input = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    input += chunk.latin1Slice();
    let replies = '';
    while (input !== '') {
      if (session.inData) {
        const rest = readBody(input, session);
        input = rest ?? '';
        if (rest === undefined) break;
        replies += '250 2.0.0 queued\r\n';
        continue;
      }
      const end = input.indexOf('\r\n');
      if (end === -1) break;
      const line = input.slice(0, Math.min(end, MOST_LINE));
      input = input.slice(end + 2);
      replies += replyTo(line, session);
    }
    if (replies !== '') socket.write(replies);
    if (session.upgrade) upgrade(socket, session);
  });
};

const upgrade = (socket, session) => {
  session.upgrade = false;
  session.isSecure = true;
  socket.removeAllListeners('data');
  const { secureContext } = session;
  serve(new TLSSocket(socket, { isServer: true, secureContext }), session);
};

/** Every chunk on its way for so long, in each direction, in order. */
const delayed = (ms, port) => (client) => {
  const server = connect({ port, host: '127.0.0.1', noDelay: true });
  const pass = (from, to) => {
    from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), ms));
    from.on('close', () => setTimeout(() => to.destroy(), ms));
    from.on('error', () => from.destroy());
  };
  pass(client, server);
  pass(server, client);
};

const listen = (server) =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', 511, () => resolve(server.address().port));
  });

const start = async ({ tls, delayMs, silent }) => {
  const secureContext = tls === null ? undefined : createSecureContext(tls);
  const port = await listen(
    createServer({ noDelay: true }, (socket) => {
      counts.connections += 1;
      socket.on('error', () => {});
      if (silent) return;
      serve(socket, { secureContext, isSecure: false, inData: false, tail: '', messages: 0 });
      socket.write('220 localhost ESMTP bench\r\n');
    }),
  );
  if (delayMs === 0) return port;
  return listen(createServer({ noDelay: true }, delayed(delayMs / 2, port)));
};

process.on('message', async (message) => {
  if (message === 'counts') {
    process.send(counts);
    counts = fresh();
  } else process.send({ port: await start(message) });
});
process.once('disconnect', () => process.exit());
