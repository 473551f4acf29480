/** Compiled modules by their text: compiling takes longer than a small kernel's work. */
const compiled = new Map<string, WebAssembly.Module>();

/**
 * Starts a kernel with a memory of its own, all zeros.
 *
 * @param base64 the compiled module, as `npm run build:kernels` writes it
 * @param bytes of memory that the kernel needs at least
 * @returns what the module exports, and its memory
 */
export function instantiateKernel<Kernel>(base64: string, bytes: number): { kernel: Kernel; buffer: ArrayBuffer } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
  const module = compiled.get(base64) ?? new WebAssembly.Module(Buffer.from(base64, 'base64'));
  compiled.set(base64, module);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { kernel: exports as Kernel, buffer: memory.buffer };
}

/** Gives out places in the memory of a kernel, one after the other; nothing is ever given back. */
export interface BumpAllocator {
  /** Takes so many bytes. @returns where they begin, in bytes from the start of memory */
  allocate(bytes: number): number;
  /** Says where the bytes taken so far end: the size of the memory that is needed. */
  allocatedBytes(): number;
}

/** Makes an allocator for one memory, of which nothing is taken yet. */
export function bumpAllocator(): BumpAllocator {
  // the compiler may want what lies below 1024 for itself
  let end = 1024;
  return {
    allocate(bytes) {
      const at = end;
      // whole cache lines
      end = Math.ceil((at + bytes) / 64) * 64;
      return at;
    },
    allocatedBytes: () => end,
  };
}
