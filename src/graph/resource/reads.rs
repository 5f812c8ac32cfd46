//! References from a resource, derived from its declaration.
//!
//! [`declare!`] takes ordinary struct and enum declarations and implements [`Reads`] for each: a resource reads
//! whatever its fields read. A new field needs no further code; a field of a new type does not compile until it
//! implements the trait.

use crate::graph::{Body, Expr, Id, ListExpr, Num};

/// A reference made by a property.
#[derive(Clone, Copy, Debug)]
pub enum Read<'r> {
    /// A resource.
    Resource(&'r Id),
    /// A text.
    Value(&'r Expr),
    /// A list of texts.
    List(&'r ListExpr),
    /// A number.
    Number(&'r Num),
    /// An input that is a rate.
    Input(&'r str),
}

/// A callback for every reference.
pub(super) type Visit<'s, 'r> = dyn FnMut(Read<'r>) + 's;

/// A part of a resource that can contain references.
pub(super) trait Reads {
    /// Visits everything it reads.
    fn each_read<'r>(&'r self, visit: &mut Visit<'_, 'r>);
}

impl Body {
    /// Returns the resources that it reads, unordered, with duplicates.
    #[must_use]
    pub fn resources(&self) -> Vec<&Id> {
        let mut ids = Vec::new();
        self.each_read(&mut |read| match read {
            Read::Resource(id) => ids.push(id),
            Read::Value(expr) => expr.reads(&mut ids),
            Read::List(list) => list.reads(&mut ids),
            Read::Number(_) | Read::Input(_) => {}
        });
        ids
    }
}

/// Implements [`Reads`] for types that are references themselves.
macro_rules! leaves {
    ($($kind:ty => $read:ident,)*) => {$(
        impl Reads for $kind {
            fn each_read<'r>(&'r self, visit: &mut Visit<'_, 'r>) {
                visit(Read::$read(self));
            }
        }
    )*};
}

leaves! {
    Id => Resource,
    Expr => Value,
    ListExpr => List,
    Num => Number,
}

/// Implements [`Reads`] for types without references.
macro_rules! known {
    ($($kind:ty,)*) => {$(
        impl Reads for $kind {
            fn each_read<'r>(&'r self, _: &mut Visit<'_, 'r>) {}
        }
    )*};
}

known! {
    bool, u16, u32, String, &'static str,
    crate::model::Rate, crate::model::RouteKey, crate::graph::resource::network::Ports,
}

impl<T: Reads> Reads for Option<T> {
    fn each_read<'r>(&'r self, visit: &mut Visit<'_, 'r>) {
        self.iter().for_each(|inner| inner.each_read(visit));
    }
}

impl<T: Reads> Reads for Vec<T> {
    fn each_read<'r>(&'r self, visit: &mut Visit<'_, 'r>) {
        self.iter().for_each(|entry| entry.each_read(visit));
    }
}

impl<T: Reads> Reads for Box<T> {
    fn each_read<'r>(&'r self, visit: &mut Visit<'_, 'r>) {
        self.as_ref().each_read(visit);
    }
}

impl<K: Reads, V: Reads> Reads for (K, V) {
    fn each_read<'r>(&'r self, visit: &mut Visit<'_, 'r>) {
        self.0.each_read(visit);
        self.1.each_read(visit);
    }
}

/// Declares structs and enums, and implements [`Reads`] for each.
macro_rules! declare {
    () => {};
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$about:meta])* pub $field:ident: $kind:ty,)* }
        $($rest:tt)*
    ) => {
        $(#[$meta])*
        pub struct $name { $($(#[$about])* pub $field: $kind,)* }

        impl $crate::graph::resource::reads::Reads for $name {
            fn each_read<'r>(&'r self, visit: &mut $crate::graph::resource::reads::Visit<'_, 'r>) {
                $($crate::graph::resource::reads::Reads::each_read(&self.$field, visit);)*
            }
        }

        $crate::graph::resource::reads::declare! { $($rest)* }
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident {$(
            $(#[$about:meta])*
            $variant:ident
            $(($inner:ty))?
            $({ $($(#[$of:meta])* $field:ident: $kind:ty,)* })?
        ,)*}
        $($rest:tt)*
    ) => {
        $(#[$meta])*
        pub enum $name {$(
            $(#[$about])*
            $variant $(($inner))? $({ $($(#[$of])* $field: $kind,)* })?
        ,)*}

        impl $crate::graph::resource::reads::Reads for $name {
            fn each_read<'r>(&'r self, visit: &mut $crate::graph::resource::reads::Visit<'_, 'r>) {
                // Variants without fields read nothing.
                let _ = &visit;
                match self {$(
                    Self::$variant
                        $(($crate::graph::resource::reads::declare!(@bind inner $inner)))?
                        $({ $($field,)* })?
                    => {
                        $($crate::graph::resource::reads::declare!(@read inner visit $inner);)?
                        $($($crate::graph::resource::reads::Reads::each_read($field, visit);)*)?
                    }
                )*}
            }
        }

        $crate::graph::resource::reads::declare! { $($rest)* }
    };
    (@bind $name:ident $inner:ty) => { $name };
    (@read $name:ident $visit:ident $inner:ty) => {
        $crate::graph::resource::reads::Reads::each_read($name, $visit)
    };
}
pub(super) use declare;
