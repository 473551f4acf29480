/**
 * Gives out places in the memory of a kernel, one after the other.
 * @returns a function that reserves so many bytes and says where they begin: for 0, where those reserved so far end
 */
export function memoryPlan(): (bytes: number) => number {
  // 1024: below lies what the compiler may want for itself; 64: cache lines
  let end = 1024;
  return (bytes) => {
    const at = end;
    end = Math.ceil((at + bytes) / 64) * 64;
    return at;
  };
}
