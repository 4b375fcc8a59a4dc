// Loaded into the Playground before anything of its own: it listens on this computer only and reaches nothing else.
const net = require("node:net");

const here = "127.0.0.1";
const near = new Set([here, "localhost", "::1", "", undefined, null]);

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  const [first, second] = args;
  if (typeof first === "object" && first !== null && "port" in first) args[0] = { ...first, host: here };
  else if (typeof second === "string") args[1] = here;
  else args.splice(1, 0, here);
  return listen.apply(this, args);
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  // Node passes on a list that it has put in order itself, or what its caller gave.
  const given = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof given === "object" && given !== null ? given.host : typeof args[1] === "string" ? args[1] : undefined;
  if (near.has(host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(Object.assign(new Error(`${host} is not on this computer`), { code: "ECONNREFUSED" })));
  return this;
};
