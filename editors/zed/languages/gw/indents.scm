(block "}" @end) @indent
(group_block "}" @end) @indent
(route_block "}" @end) @indent
(json_object "}" @end) @indent
(json_array "]" @end) @indent
