/**
 * Preloaded into the Strapi of the pictures. Its mail servers have the names and ports that a reader expects, such as
 * mail.example.com on port 587; behind them are scripted servers on free ports of this machine. No other name below
 * example.com leads anywhere.
 */
'use strict';
const dns = require('node:dns');
const net = require('node:net');

const LOOPBACK = '127.0.0.1';
/** Where nothing listens. */
const CLOSED = 1;
/** `mail.example.com:587` → the port on which it really is. */
const servers = JSON.parse(process.env.PICTURE_SERVERS ?? '{}');
const hosts = new Set(Object.keys(servers).map((place) => place.split(':')[0]));
const realPort = new Map(
  Object.entries(servers).map(([place, port]) => [Number(place.split(':')[1]), port]),
);
const isOurs = (host) => typeof host === 'string' && /(^|\.)example\.(com|net|org)$/.test(host);

const { lookup } = dns;
dns.lookup = (host, options, answer) => {
  const callback = answer ?? options;
  if (!isOurs(host)) return lookup(host, options, answer);
  process.nextTick(() => {
    if (!hosts.has(host)) {
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
    } else if (options.all) callback(null, [{ address: LOOPBACK, family: 4 }]);
    else callback(null, LOOPBACK, 4);
  });
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  if (isOurs(options?.host)) options.port = servers[`${options.host}:${options.port}`] ?? CLOSED;
  // The address that the name led to, for a second connection.
  else if (options?.host === LOOPBACK)
    options.port = realPort.get(Number(options.port)) ?? options.port;
  return connect.apply(this, given);
};
