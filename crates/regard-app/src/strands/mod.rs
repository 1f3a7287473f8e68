//! The three strands between an associate and a customer, and the one question that would thicken the
//! thinnest. See screens.rs for what is shown; the rules are in `regard_domain::strand`.

pub mod advice;
pub mod evidence;
pub mod own_facts;
pub mod screens;

#[cfg(test)]
mod tests;
