/**
 * A mail server that does nothing but count: forked, so that its memory and its work are not those of the tests.
 * It knows a message by the number that its recipient begins with, and refuses every hundredth recipient.
 *
 * Asked with a message, it tells how many numbers it has stored once, and how many more often.
 */
import { createServer } from 'node:net';
import process from 'node:process';

const MOST = 10_000_000;
const REFUSED = 100;
const END = '\r\n.\r\n';

const stored = new Uint8Array(MOST);

const reply = (line, session) => {
  const verb = line.slice(0, 4).toUpperCase();
  if (verb === 'EHLO') return '250-localhost\r\n250-PIPELINING\r\n250 8BITMIME\r\n';
  if (verb === 'RCPT') {
    const number = Number(/<(\d+)/.exec(line)?.[1]);
    if (number % REFUSED === REFUSED - 1) return '550 5.1.1 no such user\r\n';
    session.number = number;
  }
  if (verb === 'DATA' && session.number === undefined) return '554 5.5.1 no valid recipients\r\n';
  if (verb === 'DATA') {
    session.inData = true;
    return '354 go ahead\r\n';
  }
  if (verb === 'RSET') session.number = undefined;
  return verb === 'QUIT' ? '221 2.0.0 bye\r\n' : '250 2.0.0 ok\r\n';
};

const serve = (socket) => {
  const session = { inData: false, number: undefined };
  let input = '';
  socket.setEncoding('latin1');
  socket.on('error', () => {});
  socket.write('220 localhost ESMTP counting\r\n');
  socket.on('data', (chunk) => {
    input += chunk;
    let replies = '';
    for (;;) {
      const end = input.indexOf(session.inData ? END : '\r\n');
      if (end === -1) break;
      const text = input.slice(0, end);
      input = input.slice(end + (session.inData ? END.length : 2));
      if (session.inData) {
        stored[session.number] += 1;
        Object.assign(session, { inData: false, number: undefined });
        replies += '250 2.0.0 queued\r\n';
      } else replies += reply(text, session);
    }
    if (replies !== '') socket.write(replies);
  });
};

const server = createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  let once = 0;
  let more = 0;
  for (const count of stored) {
    if (count === 1) once += 1;
    else if (count > 1) more += 1;
  }
  process.send({ once, more });
});
process.once('disconnect', () => process.exit());
