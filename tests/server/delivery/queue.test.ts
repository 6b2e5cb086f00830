/** More messages than there is room for: first come, first served, and nobody else has to wait for all of them. */
import { createQueue, type Place } from '../../../server/delivery/queue';
import { tick } from './builders';

const LIMITS = { room: () => 3, maxWaitingBytes: 1000 };

const aQueue = (limits = {}) => {
  const queue = createQueue({ ...LIMITS, ...limits });
  const entered: string[] = [];
  const places: Record<string, Place> = {};
  const enter = (name: string, bytes = 1) =>
    queue.enter(bytes).then((place) => {
      entered.push(name);
      places[name] = place;
    });
  return { queue, entered, places, enter };
};

describe('room', () => {
  it('is for so many messages, and then for the one that came first', async () => {
    const { queue, entered, places, enter } = aQueue();
    for (const name of ['a', 'b', 'c', 'd', 'e']) void enter(name);
    await tick();
    expect(entered).toEqual(['a', 'b', 'c']);
    expect(queue.figures()).toEqual({ inside: 3, outside: 2 });
    places.b?.leave();
    await tick();
    expect(entered).toEqual(['a', 'b', 'c', 'd']);
    expect(queue.figures()).toEqual({ inside: 3, outside: 1 });
  });

  it('may be for more at one time than at another', async () => {
    let room = 1;
    const { entered, places, enter } = aQueue({ room: () => room });
    for (const name of ['a', 'b', 'c', 'd']) void enter(name);
    await tick();
    expect(entered).toEqual(['a']);
    room = 3;
    places.a?.leave();
    await tick();
    expect(entered).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is for so many bytes', async () => {
    const { entered, places, enter } = aQueue();
    void enter('a', 600);
    void enter('b', 500);
    void enter('c', 1);
    await tick();
    // Whoever is smaller does not overtake.
    expect(entered).toEqual(['a']);
    places.a?.leave();
    await tick();
    expect(entered).toEqual(['a', 'b', 'c']);
  });

  it('is what a message really takes, once that is known', async () => {
    const { entered, places, enter } = aQueue();
    void enter('a', 1000);
    void enter('b', 500);
    await tick();
    expect(entered).toEqual(['a']);
    places.a?.takes(500);
    await tick();
    expect(entered).toEqual(['a', 'b']);
  });

  it('is there for one that is larger than everything that may wait, alone', async () => {
    const { entered, places, enter } = aQueue();
    void enter('a', 1);
    void enter('huge', 5000);
    void enter('b', 1);
    await tick();
    expect(entered).toEqual(['a']);
    places.a?.leave();
    await tick();
    expect(entered).toEqual(['a', 'huge']);
    places.huge?.leave();
    await tick();
    expect(entered).toEqual(['a', 'huge', 'b']);
  });

  it('is given back once, however often somebody leaves', async () => {
    const { queue, places, enter } = aQueue();
    await Promise.all([enter('a'), enter('b')]);
    places.a?.leave();
    places.a?.leave();
    places.a?.takes(1000);
    expect(queue.figures()).toEqual({ inside: 1, outside: 0 });
    void enter('c', 900);
    await tick();
    expect(queue.figures()).toEqual({ inside: 2, outside: 0 });
  });
});

describe('fifty thousand at once', () => {
  it('come in a few at a time, in order', async () => {
    const many = 50_000;
    const { entered, enter } = aQueue({ room: () => many, maxWaitingBytes: many });
    const all = Promise.all(Array.from({ length: many }, (_, index) => enter(String(index))));
    await Promise.resolve();
    expect(entered.length).toBeLessThan(100);
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await all;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
    expect(entered).toEqual(Array.from({ length: many }, (_, index) => String(index)));
  });
});
