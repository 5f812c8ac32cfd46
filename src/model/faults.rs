//! The codes of names and inputs, `01xx`: what can be wrong with a spec before AWS comes into it.
//!
//! Each has a page of its number in `specs/diagnostics/`, whose first line holds the slug.

use crate::diag::Code;

/// `undeclared-name`: nothing declares the name, and nothing says what it would be.
pub const UNDECLARED_NAME: Code = Code(101);
/// `misspelt-name`: nothing declares the name, and it is almost one that is declared.
pub const MISSPELT_NAME: Code = Code(102);
/// `duplicate-name`: two items have one name.
pub const DUPLICATE_NAME: Code = Code(103);
/// `kind-clash`: one name, two kinds.
pub const KIND_CLASH: Code = Code(104);
/// `access-clash`: one name, private here and public there.
pub const ACCESS_CLASH: Code = Code(105);
/// `unknown-kind`: a word stands where a kind or a type is due, and is none.
pub const UNKNOWN_KIND: Code = Code(106);
/// `unknown-setting`: the block knows no setting of that name.
pub const UNKNOWN_SETTING: Code = Code(107);
/// `duplicate-setting`: a setting is said twice.
pub const DUPLICATE_SETTING: Code = Code(108);
/// `wrong-value-count`: a setting has too few or too many values, or a block that it does not take.
pub const WRONG_VALUE_COUNT: Code = Code(109);
/// `wrong-value`: a value has a form that the setting does not take.
pub const WRONG_VALUE: Code = Code(110);
/// `missing-unit`: a bare number stands where a unit is due.
pub const MISSING_UNIT: Code = Code(111);
/// `wrong-unit`: the unit is not one that fits.
pub const WRONG_UNIT: Code = Code(112);
/// `bad-number`: no number, one too large, or one that the unit cannot express.
pub const BAD_NUMBER: Code = Code(113);
/// `existing-and-created`: settings of an existing service beside settings of one to create.
pub const EXISTING_AND_CREATED: Code = Code(115);
/// `setting-of-another-kind`: the setting is one that another kind has.
pub const SETTING_OF_ANOTHER_KIND: Code = Code(116);
/// `missing-access`: neither `private` nor `public`.
pub const MISSING_ACCESS: Code = Code(117);
/// `fixed-access`: the kind knows the other access only.
pub const FIXED_ACCESS: Code = Code(118);
/// `wrong-param-type`: the param's type does not fit where it is used.
pub const WRONG_PARAM_TYPE: Code = Code(119);
/// `bad-param-value`: the value is not of its param's or input's type.
pub const BAD_PARAM_VALUE: Code = Code(120);
/// `unused-param`: nothing uses the param.
pub const UNUSED_PARAM: Code = Code(121);
/// `unknown-env`: the spec declares no environment of that name.
pub const UNKNOWN_ENV: Code = Code(122);
/// `unknown-set`: `--set` names neither a param nor an input.
pub const UNKNOWN_SET: Code = Code(123);
/// `misplaced-secret`: a `secret` param outside of a backend's `secret` map.
pub const MISPLACED_SECRET: Code = Code(124);
/// `open-value`: a value that a build has to know is left open until the deploy.
pub const OPEN_VALUE: Code = Code(125);
/// `unknown-variable`: API Gateway has no such variable.
pub const UNKNOWN_VARIABLE: Code = Code(126);
/// `misplaced-variable`: a variable of a request where there is no request.
pub const MISPLACED_VARIABLE: Code = Code(127);
/// `conflicting-clauses`: two clauses that exclude each other.
pub const CONFLICTING_CLAUSES: Code = Code(128);
/// `unforwarded-path`: `at` or `keep` for a target that sees no path.
pub const UNFORWARDED_PATH: Code = Code(129);
/// `missing-action`: a service without what to do.
pub const MISSING_ACTION: Code = Code(130);
/// `misplaced-action`: an action of a backend that has none.
pub const MISPLACED_ACTION: Code = Code(131);
/// `bad-json`: a patch's value is no JSON.
pub const BAD_JSON: Code = Code(132);
/// `bad-expectation`: an `expect` with no method or status of HTTP.
pub const BAD_EXPECTATION: Code = Code(133);
/// `bad-move`: a `moved` whose new name does not exist, or whose old one still does.
pub const BAD_MOVE: Code = Code(134);
/// `reserved-name`: a name that the language has for itself.
pub const RESERVED_NAME: Code = Code(135);
/// `second-gateway`: more than one gateway.
pub const SECOND_GATEWAY: Code = Code(136);
/// `greedy-prefix`: a group's prefix that swallows what follows it.
pub const GREEDY_PREFIX: Code = Code(137);
/// `default-in-group`: `$default` below a prefix, which it could not have.
pub const DEFAULT_IN_GROUP: Code = Code(138);
/// `method-on-default`: `$default` with a method, which it takes whatever it is.
pub const METHOD_ON_DEFAULT: Code = Code(226);
/// `near-names`: two backends that no item declares have almost the same name.
pub const NEAR_NAMES: Code = Code(140);
