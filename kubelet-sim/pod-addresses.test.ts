import { bcsRules, type core } from '../api';
import { PodAddresses } from './pod-addresses';
import { boundPod } from './testing/cluster';

const pod = (uid: string, status: core.PodStatus = {}, spec: Partial<core.PodSpec> = {}): core.Pod => {
  const made = boundPod(uid, spec);
  return { ...made, metadata: { ...made.metadata, uid }, status };
};

const cidr = '10.244.0.0/24';

describe('pod addresses', () => {
  it('are given in turn, one to a pod', () => {
    const addresses = new PodAddresses();
    expect(['a', 'b', 'a', 'c'].map((uid) => addresses.addressFor(pod(uid), cidr))).toEqual(['10.244.0.2', '10.244.0.3', '10.244.0.2', '10.244.0.4']);
    expect(addresses.addressFor(pod('d'), '10.244.1.0/24')).toBe('10.244.1.2');
  });

  it('are not given again soon after they were released, nor while they are held', () => {
    const addresses = new PodAddresses();
    const all = Array.from({ length: 253 }, (_, i) => addresses.addressFor(pod(`p${i}`), cidr));
    expect(new Set(all).size).toBe(253);
    expect([all[0], all.at(-1)]).toEqual(['10.244.0.2', '10.244.0.254']);
    addresses.release(pod('p7'));
    addresses.release(pod('p3'));
    expect(addresses.addressFor(pod('x'), cidr)).toBe(all[3]);
    expect(addresses.addressFor(pod('y'), cidr)).toBe(all[7]);
  });

  it('are those that taskgroups ask for, if nobody has them', () => {
    const addresses = new PodAddresses();
    const asking = (uid: string, text: string): core.Pod => ({ ...pod(uid), metadata: { ...pod(uid).metadata, annotations: { [bcsRules.marks.requestedIpAnnotation]: text } } });
    expect(['a', 'a', 'b'].map((uid) => addresses.addressFor(asking(uid, '{"ip":"10.9.9.9"}'), cidr))).toEqual(['10.9.9.9', '10.9.9.9', '10.244.0.2']);
    addresses.release(asking('a', ''));
    expect(addresses.addressFor(asking('c', '{"ip":"10.9.9.9"}'), cidr)).toBe('10.9.9.9');
    for (const text of ['{', 'null', '3', '{}', '{"ip":7}', '{"ip":"no address"}']) expect(addresses.addressFor(asking(`x${text}`, text), cidr)).toMatch(/^10\.244\.0\./);
  });

  it('are given twice when there are no more', () => {
    const addresses = new PodAddresses();
    for (let i = 0; i < 253; i++) addresses.addressFor(pod(`p${i}`), cidr);
    const shared = addresses.addressFor(pod('x'), cidr);
    expect(shared).toMatch(/^10\.244\.0\.\d+$/);
    addresses.release(pod('p0'));
    expect(addresses.addressFor(pod('x', { podIP: shared }), cidr)).toBe(shared);
  });

  it('that pods have already are kept, those of ended pods are free', () => {
    const addresses = new PodAddresses();
    addresses.adopt(pod('a', { phase: 'Running', podIP: '10.244.0.2' }));
    addresses.adopt(pod('b', { phase: 'Running', podIP: '10.244.0.3' }));
    addresses.adopt(pod('host', { phase: 'Running', podIP: '10.244.0.4' }, { hostNetwork: true }));
    expect(addresses.addressFor(pod('c'), cidr)).toBe('10.244.0.4');
    addresses.adopt(pod('a', { phase: 'Succeeded', podIP: '10.244.0.2' }));
    addresses.adopt(pod('a', { phase: 'Succeeded', podIP: '10.244.0.2' }));
    for (let host = 5; host <= 254; host++) addresses.addressFor(pod(`p${host}`), cidr);
    expect(addresses.addressFor(pod('d'), cidr)).toBe('10.244.0.2');
    // Its former holder going does not take it from its new one.
    addresses.release(pod('a'));
    expect(addresses.addressFor(pod('e'), cidr)).not.toBe(addresses.addressFor(pod('d'), cidr));
  });
});
