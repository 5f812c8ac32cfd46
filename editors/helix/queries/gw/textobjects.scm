(route) @function.around
(route body: (route_block) @function.inside)

(gateway) @class.around
(gateway body: (block) @class.inside)
(network) @class.around
(network body: (block) @class.inside)
(backend) @class.around
(backend body: (block) @class.inside)
(auth) @class.around
(auth body: (block) @class.inside)
(group) @class.around
(group body: (group_block) @class.inside)

(expect) @test.around

(comment) @comment.around
(doc_comment) @comment.around
