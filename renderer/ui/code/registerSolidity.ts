import { languages } from 'monaco-editor/editor.js'

const words = (text: string) => text.split(' ')

/** Solidity 0.8's keywords. */
const keywords = words(
  'abstract anonymous as assembly break calldata case catch constant constructor continue contract default delete do else emit enum ' +
    'error event external fallback false for function if immutable import indexed interface internal is let library ' +
    'mapping memory modifier new override payable pragma private public pure receive return returns revert solidity storage struct ' +
    'switch throw transient true try type unchecked using view virtual while',
)
const builtIns = words(
  'abi block msg tx this super require assert keccak256 sha256 ripemd160 ecrecover addmod mulmod blockhash blobhash gasleft ' +
    'selfdestruct seconds minutes hours days weeks wei gwei ether',
)

const tokens: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenPostfix: '.sol',
  keywords,
  builtIns,
  brackets: [
    { token: 'delimiter.curly', open: '{', close: '}' },
    { token: 'delimiter.parenthesis', open: '(', close: ')' },
    { token: 'delimiter.square', open: '[', close: ']' },
  ],
  tokenizer: {
    root: [
      [/\/\*\*(?!\/)/, 'comment.doc', '@documentation'],
      [/\/\*/, 'comment', '@comment'],
      [/\/\/\/.*$/, 'comment.doc'],
      [/\/\/.*$/, 'comment'],
      [/(?:hex|unicode)?"/, 'string', '@doubleQuoted'],
      [/(?:hex|unicode)?'/, 'string', '@singleQuoted'],
      [/\b(?:address|bool|string|bytes\d*|u?int\d*|u?fixed(?:\d+x\d+)?|var)\b/, 'type'],
      // A keyword in imports, a favourite name of parameters elsewhere.
      [/\bfrom(?=\s*["'])/, 'keyword'],
      [/[a-zA-Z_$][\w$]*/, { cases: { '@keywords': 'keyword', '@builtIns': 'predefined', '@default': 'identifier' } }],
      [/0x[\da-fA-F_]+/, 'number'],
      [/\d[\d_]*(?:\.\d[\d_]*)?(?:[eE]-?\d+)?/, 'number'],
      [/[{}()[\]]/, '@brackets'],
      [/[;,.]/, 'delimiter'],
    ],
    comment: [
      [/[^*]+/, 'comment'],
      [/\*\//, 'comment', '@pop'],
      [/\*/, 'comment'],
    ],
    documentation: [
      [/@\w+/, 'comment.tag'],
      [/[^*@]+/, 'comment.doc'],
      [/\*\//, 'comment.doc', '@pop'],
      [/[*@]/, 'comment.doc'],
    ],
    doubleQuoted: [
      [/[^\\"]+/, 'string'],
      [/\\./, 'string.escape'],
      [/"/, 'string', '@pop'],
    ],
    singleQuoted: [
      [/[^\\']+/, 'string'],
      [/\\./, 'string.escape'],
      [/'/, 'string', '@pop'],
    ],
  },
}

const configuration: languages.LanguageConfiguration = {
  comments: { lineComment: '//', blockComment: ['/*', '*/'] },
  brackets: [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
  ],
  indentationRules: { increaseIndentPattern: /[{([]\s*(?:\/\/.*)?$/, decreaseIndentPattern: /^\s*[})\]]/ },
  onEnterRules: [
    // The next line of a comment for the documentation goes on with it.
    { beforeText: /^\s*\/\/\//, action: { indentAction: languages.IndentAction.None, appendText: '/// ' } },
    {
      beforeText: /^\s*(?:\/\*\*|\*)(?!.*\*\/)/,
      action: { indentAction: languages.IndentAction.None, appendText: '* ' },
    },
  ],
}

/** Teaches the editor Solidity of today; what it brings itself stops at 0.4 and takes comparisons for brackets. */
export function registerSolidity(): void {
  languages.register({ id: 'sol', extensions: ['.sol'], aliases: ['Solidity'] })
  languages.setLanguageConfiguration('sol', configuration)
  languages.setMonarchTokensProvider('sol', tokens)
}
