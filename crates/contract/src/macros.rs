//! Conversions of what looks the same on both sides: the calling module names the sides `wit` and `plain`.

/// Conversions both ways between enums with the same cases.
macro_rules! same_cases {
    ($name:ident: $($cases:tt)+) => { same_cases!($name = $name: $($cases)+); };
    ($wit:ident = $plain:ident: $($case:ident),+ $(,)?) => {
        impl From<wit::$wit> for plain::$plain {
            fn from(value: wit::$wit) -> Self {
                match value { $(wit::$wit::$case => Self::$case),+ }
            }
        }
        impl From<plain::$plain> for wit::$wit {
            fn from(value: plain::$plain) -> Self {
                match value { $(plain::$plain::$case => Self::$case),+ }
            }
        }
    };
}

/// Conversions both ways between records with the same fields.
macro_rules! same_fields {
    ($name:ident: $($fields:tt)+) => { same_fields!($name = $name: $($fields)+); };
    ($wit:ident = $plain:ident: $($field:ident $(($how:ident))?),+) => {
        impl From<wit::$wit> for plain::$plain {
            fn from(value: wit::$wit) -> Self {
                Self { $($field: same_fields!(@ value.$field $(, $how)?)),+ }
            }
        }
        impl From<plain::$plain> for wit::$wit {
            fn from(value: plain::$plain) -> Self {
                Self { $($field: same_fields!(@ value.$field $(, $how)?)),+ }
            }
        }
    };
    (@ $value:expr) => { $value };
    (@ $value:expr, into) => { $value.into() };
    (@ $value:expr, map) => { $value.map(Into::into) };
    (@ $value:expr, each) => { $value.into_iter().map(Into::into).collect() };
}
