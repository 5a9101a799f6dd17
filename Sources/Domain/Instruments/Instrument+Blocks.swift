extension Instrument {
    /// Pages that belong together: they may be asked in rounds, and keep together where pages come
    /// in an order of chance.
    public struct Block: Sendable {
        public let key: String
        public let loop: Loop?
        /// Whether its pages come in an order of chance.
        public let isShuffled: Bool
        /// Whether it keeps its place where blocks come in an order of chance.
        public let isFixed: Bool
    }

    /// What the rounds of a block go through.
    public struct Loop: Sendable {
        /// Place of the item: a multiple choice, or a number of rounds.
        public let item: Int
        public let rounds: [Round]
        /// Whether the rounds come in an order of chance.
        public let isShuffled: Bool
    }

    /// One run through the pages of a block.
    public struct Round: Hashable, Sendable {
        /// The option's, or the number.
        public let code: String
        /// From 1.
        public let number: Int
        public let title: Wording
    }

    /// All pages in the order that belongs to `seed`: blocks stay together, rounds after one
    /// another, and what is fixed keeps its place.
    func order(by seed: String) -> [Int] {
        guard isShuffled || blocks.contains(where: \.hasChance) else { return Array(pages.indices) }
        let units = Instrument.runs(Array(pages.indices)) { pages[$0].block ?? -1 - $0 }
        let mixed = isShuffled ? shuffled(units, by: seed, isFixed: isFixed) : units
        return mixed.flatMap { unit -> [Int] in
            guard let block = pages[unit[0]].block.map({ blocks[$0] }) else { return unit }
            let rounds = Instrument.runs(unit) { pages[$0].round?.number ?? 0 }
            let turned =
                block.loop?.isShuffled == true
                ? shuffled(rounds, by: seed, isFixed: { _ in false }) : rounds
            guard block.isShuffled else { return turned.flatMap { $0 } }
            return turned.flatMap { round in
                shuffled(round.map { [$0] }, by: seed) { pages[$0[0]].isFixed }.flatMap { $0 }
            }
        }
    }

    private func isFixed(_ unit: [Int]) -> Bool {
        pages[unit[0]].block.map { blocks[$0].isFixed } ?? pages[unit[0]].isFixed
    }

    private func shuffled(
        _ units: [[Int]], by seed: String, isFixed: ([Int]) -> Bool
    ) -> [[Int]] {
        Item.shuffled(units, by: seed + "/pages", isFixed: isFixed) { "\($0[0])" }
    }

    /// Neighbours of one mark together.
    private static func runs(_ places: [Int], by mark: (Int) -> Int) -> [[Int]] {
        var runs: [[Int]] = []
        for place in places {
            if let last = runs.last?.last, mark(last) == mark(place) {
                runs[runs.count - 1].append(place)
            } else {
                runs.append([place])
            }
        }
        return runs
    }
}

extension Instrument.Block {
    fileprivate var hasChance: Bool { isShuffled || loop?.isShuffled == true }
}
