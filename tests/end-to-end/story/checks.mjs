// Counts what was looked at. A step that fails ends the story, because everything after it stands on it; a check does not.
export class StoryOver extends Error {}

export class Checks {
  passed = 0;
  failed = 0;
  #began = Date.now();

  async check(statement, look) {
    try {
      const found = await look();
      if (found === false) throw new Error("it is not so");
      this.passed++;
      console.log(`${this.#clock()}  ok      ${statement}`);
      return true;
    } catch (fault) {
      this.failed++;
      console.log(`${this.#clock()}  FAILED  ${statement}\n            ${String(fault.message ?? fault).split("\n").slice(0, 12).join("\n            ")}`);
      return false;
    }
  }

  /** Gives back what the step found. */
  async step(statement, act) {
    let found;
    if (!await this.check(statement, async () => { found = await act(); })) throw new StoryOver(statement);
    return found;
  }

  get line() { return `${this.passed} passed, ${this.failed} failed`; }

  #clock() { return `${((Date.now() - this.#began) / 1000).toFixed(1).padStart(6)} s`; }
}

/** Fails with what was found instead. */
export function same(found, wanted, what = "") {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${what || "found"}: ${one} instead of ${other}`);
}

export function holds(text, part) {
  const ok = part instanceof RegExp ? part.test(text) : text.includes(part);
  if (!ok) throw new Error(`${part} does not stand in: ${text.slice(0, 600)}`);
}
