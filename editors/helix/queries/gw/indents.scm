[
  (block)
  (group_block)
  (route_block)
  (json_object)
  (json_array)
] @indent

[
  "}"
  "]"
] @outdent
