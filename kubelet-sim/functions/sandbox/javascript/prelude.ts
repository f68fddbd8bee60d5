/**
 * What a JavaScript function finds besides the language: `console`, timers, `process.env`, CommonJS's `module`. Runs within QuickJS, before the
 * program; the host gives it `host(name, ...texts)`.
 */
export const prelude = String.raw`(() => {
  'use strict';
  const { parse, stringify } = JSON;
  const send = globalThis.__host;
  delete globalThis.__host;
  const host = (what, a, b, c) => send(String(what), String(a), String(b), String(c));

  const shown = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.stack ? value + '\n' + value.stack.trimEnd() : String(value);
    if (typeof value === 'object' && value !== null) {
      try { return stringify(value) ?? String(value); } catch { return String(value); }
    }
    return typeof value === 'symbol' ? value.toString() : typeof value === 'bigint' ? value + 'n' : String(value);
  };
  const teller = (stream) => (...values) => { host('said', stream, values.map(shown).join(' ') + '\n'); };
  const [out, err] = [teller('stdout'), teller('stderr')];
  globalThis.console = { log: out, info: out, debug: out, warn: err, error: err, trace: err };
  globalThis.print = out;

  const timers = new Map();
  const mostTimers = 1000;
  let lastTimer = 0;
  const later = (again) => (callback, ms = 0, ...args) => {
    if (typeof callback !== 'function') throw new TypeError('callback is not a function');
    if (timers.size >= mostTimers) throw new RangeError('too many timers');
    const wait = Math.min(Math.max(Number(ms) || 0, again ? 1 : 0), 2 ** 31 - 1);
    timers.set(++lastTimer, { callback, args, again, wait });
    host('timer', lastTimer, wait);
    return lastTimer;
  };
  const cancel = (timer) => { if (timers.delete(timer)) host('cancel', timer); };
  Object.assign(globalThis, { setTimeout: later(false), setInterval: later(true), clearTimeout: cancel, clearInterval: cancel });
  globalThis.queueMicrotask = (callback) => { Promise.resolve().then(callback); };

  let state = 0;
  const chance = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  Math.random = chance;
  globalThis.process = { env: {}, argv: ['minikapi'] };
  process.exit = (code = 0) => {
    host('exit', Number(code) & 255);
    throw new Error('process.exit');
  };
  globalThis.module = { exports: {} };
  globalThis.exports = globalThis.module.exports;

  const isOutOfMemory = (error) => error instanceof InternalError && error.message === 'out of memory';
  const textOf = (error) => (error instanceof Error ? error.name + ': ' + error.message : 'thrown: ' + shown(error));
  const fail = (id, kind, error) => {
    if (kind === 'Thrown' && error instanceof Error) err(error);
    host('failed', id, isOutOfMemory(error) ? 'OutOfMemory' : kind, textOf(error));
  };
  const answer = (id, value) => {
    let text;
    try {
      text = stringify(value === undefined ? null : value);
    } catch (error) {
      return fail(id, 'NotJson', error);
    }
    if (text === undefined) return fail(id, 'NotJson', new TypeError('a ' + typeof value + ' is no JSON'));
    host('done', id, text);
  };
  let handler;
  return {
    reseed(seed) { state = seed | 0; },
    surround(env, args) { Object.assign(process.env, parse(env)); process.argv.push(...parse(args)); },
    take(name, namespace, ofScript) {
      const { exports } = module;
      const found = [namespace?.[name], namespace?.default?.[name], exports?.[name], ofScript, globalThis[name], name === 'main' ? namespace?.default ?? exports : undefined].find((each) => typeof each === 'function');
      if (found === undefined) return false;
      handler = found;
      return true;
    },
    call(id, text) {
      let params = '';
      try { params = parse(text); } catch { /* As the document has it: what is no JSON is an empty text. */ }
      try {
        const value = handler(params);
        if (typeof value?.then !== 'function') return answer(id, value);
        Promise.resolve(value).then((result) => answer(id, result), (error) => fail(id, 'Thrown', error));
        return true;
      } catch (error) {
        fail(id, 'Thrown', error);
      }
      return false;
    },
    fire(timer) {
      const { callback, args, again, wait } = timers.get(timer) ?? {};
      if (callback === undefined) return;
      if (again) host('timer', timer, wait); else timers.delete(timer);
      try { callback(...args); } catch (error) { err(error); }
    },
    fault: (error) => (error instanceof Error ? textOf(error) + (error.stack ? '\n' + error.stack.trimEnd() : '') : textOf(error)),
    kind: (error) => (isOutOfMemory(error) ? 'OutOfMemory' : 'Thrown'),
    busy: () => timers.size > 0,
  };
})()`;
