/** Containers that end when their commands do. */
import { story } from '../harness/story';
import { embedded, overHttp } from '../harness/topologies';

interface ContainerStatus { restartCount: number; state: { running?: object; waiting?: { reason: string }; terminated?: { exitCode: number; reason: string } }; lastState?: { terminated?: { exitCode: number } } }
interface Pod { status: { phase: string; startTime: string; containerStatuses?: ContainerStatus[]; initContainerStatuses?: ContainerStatus[] } }

const pods = '/api/v1/namespaces/commands/pods';
const minute = 60_000;

describe.each([embedded, overHttp])('$name', (topology) => {
  const { ok, attempt, feed, api } = story('commands', topology);
  const ended = (name: string): Promise<Pod> => api().until<Pod>(pods, name, ({ status: { phase } }) => phase === 'Failed' || phase === 'Succeeded');

  it('a failure is an Error, and its words are in the log', async () => {
    await ok`run pi --image=busybox --restart=Never -- sh -c ${'echo hi; exit 3'}`;
    expect((await ended('pi')).status).toMatchObject({ phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3, reason: 'Error' } } }] });
    expect(await ok`get pod pi`).toMatch(/pi +0\/1 +Error +0/);
    expect(await ok`logs pi`).toBe('hi\n');
  });

  it('run --rm -i shows what was said, and leaves nothing', async () => {
    const { code, stdout } = await attempt`run once --rm -i --image=busybox --restart=Never -- echo hi there`;
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^hi there\n/)]);
    expect(await ok`get pods --ignore-not-found once`).toBe('');
  });

  it('is run again as the restart policy says, with back-off', async () => {
    await ok`run again --image=busybox -- sh -c ${'echo ${HOSTNAME} && false'}`;
    const { status } = await api().until<Pod>(pods, 'again', ({ status: { containerStatuses } }) => containerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff');
    expect(status).toMatchObject({ phase: 'Running', containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 1 } } }] });
    expect(await ok`logs again --previous`).toBe('again\n');
  }, minute);

  it('init containers are waited for; what has no end runs on', async () => {
    await feed({
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'prepared' },
      spec: {
        initContainers: [{ name: 'wait', image: 'busybox', command: ['sh', '-c', 'echo waiting; sleep $N'], env: [{ name: 'N', value: '2' }] }],
        containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'i=0; while true; do echo "round $i"; i=$((i+1)); sleep 1; done'] }],
      },
    })`create -f -`;
    const { status } = await api().until<Pod>(pods, 'prepared', ({ status: { phase } }) => phase === 'Running');
    const [{ state: { terminated: init } = {} } = {}] = (status.initContainerStatuses ?? []) as { state: { terminated?: { startedAt: string; finishedAt: string } } }[];
    expect(Date.parse(init?.finishedAt ?? '') - Date.parse(init?.startedAt ?? '')).toBeGreaterThanOrEqual(1000);
    expect(await ok`logs prepared -c wait`).toBe('waiting\n');
    expect(await ok`logs prepared --tail=-1`).toMatch(/^round 0\n/);
  }, minute);

  it('a Job fails when its command does', async () => {
    await feed({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'bad' }, spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['false'] }] } } } })`create -f -`;
    await ok`wait job/bad --for=condition=Failed --timeout=30s`;
  }, minute);
});
