; extends
;
; The templates of TypeScript and JavaScript for editors that read tree-sitter queries. Neovim takes this file from queries/ecma/ of any
; folder on its runtimepath; Helix wants its lines at the end of its own runtime/queries/ecma/injections.scm. They name the parser `nn`, of
; which there is none yet; until one is installed they do nothing, and the colours in templates come from cotangent-lsp.
;
; Only the pieces of the text are injected, together, so that holes stay TypeScript.

; nn`…`
((call_expression
  function: (identifier) @_tag
  arguments: (template_string (string_fragment) @injection.content))
  (#eq? @_tag "nn")
  (#set! injection.language "nn")
  (#set! injection.combined))

; nn<"…">`…`, which the grammar of TypeScript reads as two comparisons
((binary_expression
  left: (binary_expression left: (identifier) @_tag operator: "<" right: (string))
  operator: ">"
  right: (template_string (string_fragment) @injection.content))
  (#eq? @_tag "nn")
  (#set! injection.language "nn")
  (#set! injection.combined))

; nn(`…`)
((call_expression
  function: (identifier) @_tag
  arguments: (arguments . (template_string (string_fragment) @injection.content)))
  (#eq? @_tag "nn")
  (#set! injection.language "nn")
  (#set! injection.combined))
