//! A double-array trie over the atoms' texts.

use std::collections::{BTreeMap, BTreeSet};

const NONE: u16 = u16::MAX;
const SLOTS_MAX: usize = 65_000;

/// The three arrays, one entry for each slot.
pub struct Trie {
    /// Where a node's children begin; `u16::MAX` for a leaf.
    pub bases: Vec<u16>,
    /// The byte that leads to the slot; 0 for an empty one.
    pub checks: Vec<u8>,
    /// The atom that ends at the slot, or `u16::MAX`.
    pub atoms: Vec<u16>,
}

/// Builds the trie of `texts`, in order of their numbers.
pub fn build(texts: &[&str]) -> Result<Trie, String> {
    let mut children: Vec<BTreeMap<u8, usize>> = vec![BTreeMap::new()];
    let mut ends: Vec<u16> = vec![NONE];
    for (number, text) in texts.iter().enumerate() {
        let mut node = 0;
        for byte in text.bytes() {
            let next = children.len();
            let known = children.get_mut(node).ok_or("no node")?;
            node = *known.entry(byte).or_insert(next);
            if node == next {
                children.push(BTreeMap::new());
                ends.push(NONE);
            }
        }
        *ends.get_mut(node).ok_or("no node")? = u16::try_from(number).map_err(|_| "too many atoms")?;
    }
    place(&children, &ends)
}

fn place(children: &[BTreeMap<u8, usize>], ends: &[u16]) -> Result<Trie, String> {
    let mut trie = Trie { bases: vec![NONE], checks: vec![0], atoms: vec![NONE] };
    let mut used_bases = BTreeSet::new();
    let mut queue = std::collections::VecDeque::from([(0_usize, 0_usize)]);
    let mut first_free = 1;
    while let Some((node, slot)) = queue.pop_front() {
        let below = children.get(node).ok_or("no node")?;
        let Some(lowest) = below.keys().next() else { continue };
        while trie.checks.get(first_free).is_some_and(|check| *check != 0) {
            first_free += 1;
        }
        let is_free = |trie: &Trie, slot: usize| trie.checks.get(slot).is_none_or(|check| *check == 0);
        let start = first_free.saturating_sub(usize::from(*lowest)).max(1);
        let base = (start..SLOTS_MAX)
            .find(|base| {
                !used_bases.contains(base) && below.keys().all(|byte| is_free(&trie, base + usize::from(*byte)))
            })
            .ok_or("the trie is full")?;
        used_bases.insert(base);
        *trie.bases.get_mut(slot).ok_or("no slot")? = base as u16;
        for (byte, child) in below {
            let slot = base + usize::from(*byte);
            if trie.checks.len() <= slot {
                trie.bases.resize(slot + 1, NONE);
                trie.checks.resize(slot + 1, 0);
                trie.atoms.resize(slot + 1, NONE);
            }
            *trie.checks.get_mut(slot).ok_or("no slot")? = *byte;
            *trie.atoms.get_mut(slot).ok_or("no slot")? = *ends.get(*child).ok_or("no node")?;
            queue.push_back((*child, slot));
        }
    }
    Ok(trie)
}
