/** By text: compiling takes longer than a small kernel's work. */
const compiled = new Map<string, WebAssembly.Module>();

/**
 * A kernel of ours with a memory of its own, all zeros.
 *
 * @param base64 the compiled module, as `node scripts/build-kernel.ts` writes it
 * @param bytes of memory that it needs at least
 */
export function instantiateKernel<Kernel>(base64: string, bytes: number): { kernel: Kernel; buffer: ArrayBuffer } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
  const module = compiled.get(base64) ?? new WebAssembly.Module(Buffer.from(base64, 'base64'));
  compiled.set(base64, module);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { kernel: exports as Kernel, buffer: memory.buffer };
}
