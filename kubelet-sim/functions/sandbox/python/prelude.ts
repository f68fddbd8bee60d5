/** How a Python function is begun and called; runs before the program. `host`: what the thread gives it. */
export const prelude = String.raw`
import asyncio, builtins, inspect, io, json, os, random, sys, traceback, types

folder = '/function'

class Program:
    def __init__(self, host):
        self.host = host
        self.handler = None
        self.tasks = set()

    def begin(self, entry, source, handler, env, args, seed):
        random.seed(seed)
        os.environ.update(json.loads(env))
        sys.path.insert(0, folder)
        sys.path_importer_cache.clear()
        sys.argv = [entry, *json.loads(args)]
        name = entry.removesuffix('.py').replace('/', '.') if handler else '__main__'
        module = types.ModuleType(name)
        module.__file__ = f'{folder}/{entry}'
        sys.modules[name] = module
        try:
            exec(compile(source, entry, 'exec'), module.__dict__)
            if handler:
                self.handler = getattr(module, handler, None)
                if not callable(self.handler):
                    return json.dumps({'message': f'{entry} defines no function {handler}'})
        except SystemExit as end:
            return self.exit(end, handler)
        except BaseException as error:
            return json.dumps({'message': self.told(error), 'memory': isinstance(error, MemoryError)})
        finally:
            self.flush()
        return None

    def exit(self, end, handler):
        if handler:
            return json.dumps({'message': f'SystemExit: {end.code}'})
        if end.code is None or isinstance(end.code, int):
            return json.dumps({'code': (end.code or 0) & 255})
        print(end.code, file=sys.stderr)
        return json.dumps({'code': 1})

    def call(self, id, text):
        try:
            params = json.loads(text)
        except ValueError:
            params = ''
        try:
            value = self.handler(params)
            if inspect.isawaitable(value):
                task = asyncio.ensure_future(self.wait(id, value))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)
                return True
            self.answer(id, value)
        except BaseException as error:
            self.fail(id, error)
        finally:
            self.flush()
        return False

    async def wait(self, id, value):
        try:
            self.answer(id, await value)
        except BaseException as error:
            self.fail(id, error)
        finally:
            self.flush()

    def answer(self, id, value):
        try:
            text = json.dumps(value, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            return self.host('failed', id, 'NotJson', f'{type(error).__name__}: {error}')
        self.host('done', id, text, '')

    def fail(self, id, error):
        kind = 'OutOfMemory' if isinstance(error, MemoryError) else 'Thrown'
        if kind == 'Thrown':
            print(self.told(error), file=sys.stderr)
        self.host('failed', id, kind, f'{type(error).__name__}: {error}'.rstrip(': '))

    def told(self, error):
        frames = error.__traceback__
        while frames and frames.tb_frame.f_code.co_filename == '<exec>':
            frames = frames.tb_next
        return ''.join(traceback.format_exception(type(error), error, frames)).rstrip()

    def flush(self):
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass

Program
`;
