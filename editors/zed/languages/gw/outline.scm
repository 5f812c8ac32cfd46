(gateway "gateway" @context name: (_) @name) @item
(network "network" @context name: (_) @name) @item
(auth "auth" @context name: (_) @name) @item
(env "env" @context name: (_) @name) @item
(param "param" @context name: (_) @name) @item
(output "output" @context name: (_) @name) @item
(backend kind: (_) @context name: (_) @name) @item
(group "group" @context path: (_) @name) @item
(route (methods)? @context path: (_) @name) @item
