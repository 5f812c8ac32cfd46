[
  (block)
  (group_block)
  (route_block)
  (json_object)
  (json_array)
] @indent.begin

[
  "}"
  "]"
] @indent.branch

[
  (block "}" @indent.end)
  (group_block "}" @indent.end)
  (route_block "}" @indent.end)
  (json_object "}" @indent.end)
  (json_array "]" @indent.end)
]

(comment) @indent.auto
(doc_comment) @indent.auto
