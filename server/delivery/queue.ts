/**
 * How many messages may be on their way through the house: the others wait outside, as they were handed in, first come
 * first served. Fifty thousand calls in one `Promise.all` then cost what fifty thousand promises cost, and everything else that
 * the site does has its turn between them.
 */

export interface Queue {
  /** @param bytes what the message takes, as far as is known. @returns when there is room for it. */
  enter(bytes: number): Promise<Place>;
  /** Messages that have a place, and those that have none yet. */
  figures(): { inside: number; outside: number };
}

export interface Place {
  /** What the message really takes. */
  takes(bytes: number): void;
  /** It is accepted, or a draft, or its caller's again. */
  leave(): void;
}

export const BESIDE_THE_QUEUE: Place = { takes() {}, leave() {} };

export interface QueueLimits {
  /** Messages, now: it may be more at one time than at another. */
  room: () => number;
  maxWaitingBytes: number;
}

/** Messages that begin in one turn of the event loop: some 5 ms of work. */
const AT_ONCE = 50;

export const createQueue = ({ room, maxWaitingBytes }: QueueLimits): Queue => {
  const outside = createLine<{ bytes: number; enter(place: Place): void }>();
  let inside = 0;
  let bytesInside = 0;
  let begun = 0;

  // One that is larger than all that may wait goes alone.
  const hasRoom = (bytes: number): boolean =>
    inside === 0 || (inside < room() && bytesInside + bytes <= maxWaitingBytes);

  const mayBegin = (bytes: number): boolean => begun < AT_ONCE && hasRoom(bytes);

  const nextTurn = (): void => {
    begun = 0;
    letIn();
  };

  const take = (bytes: number): Place => {
    if (begun++ === 0) setImmediate(nextTurn);
    inside++;
    bytesInside += bytes;
    let taken = bytes;
    let left = false;
    const change = (to: number): void => {
      bytesInside += to - taken;
      taken = to;
    };
    return {
      takes(real) {
        if (!left) change(real);
        letIn();
      },
      leave() {
        if (left) return;
        left = true;
        change(0);
        inside--;
        letIn();
      },
    };
  };

  /**
   * Several together: what is read in between others, each by itself, takes the processor twice as long as when its code is at
   * hand.
   */
  const isTime = (): boolean => {
    const most = room();
    return inside <= most - Math.max(1, Math.min(AT_ONCE, Math.floor(most / 2)));
  };

  function letIn(): void {
    if (!isTime()) return;
    for (;;) {
      const first = outside.first();
      if (first === undefined || !mayBegin(first.bytes)) return;
      outside.shift();
      first.enter(take(first.bytes));
    }
  }

  return {
    enter(bytes) {
      if (outside.length() === 0 && mayBegin(bytes)) return Promise.resolve(take(bytes));
      return new Promise((enter) => outside.push({ bytes, enter }));
    },
    figures: () => ({ inside, outside: outside.length() }),
  };
};

/** First in, first out, also when it is long: shift() of an array moves all the others. */
const createLine = <Item>() => {
  const COMPACT_AT = 1024;
  let items: (Item | undefined)[] = [];
  let head = 0;
  return {
    push: (item: Item) => void items.push(item),
    first: () => items[head],
    length: () => items.length - head,
    shift() {
      items[head++] = undefined;
      if (head < COMPACT_AT || 2 * head < items.length) return;
      items = items.slice(head);
      head = 0;
    },
  };
};
