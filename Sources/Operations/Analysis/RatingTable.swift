import Base
import Statistics

/// Who rated what how: subjects with the ratings of those raters who gave one.
struct RatingTable {
    /// One rating of one subject.
    struct Cell {
        let rater: Int
        /// A number, or the place of a word.
        let rating: Double
    }

    /// Ratings that are words keep their places here until all are known.
    private struct Words {
        var places: [String: Int] = [:]
        var numbers: [Double] = []

        mutating func place(_ text: String, _ number: Double) -> Double {
            if let place = places[text] { return Double(place) }
            places[text] = numbers.count
            numbers.append(number)
            return Double(numbers.count - 1)
        }
    }

    private(set) var raters: [String]
    private(set) var subjects: [[Cell]] = []
    private var raterPlaces: [String: Int]
    private var words = Words()
    private let takesWords: Bool

    /// - Parameter takesWords: whether categories may be words, as on a nominal scale.
    init(raters: [String] = [], takesWords: Bool) {
        self.raters = raters
        self.takesWords = takesWords
        raterPlaces = Dictionary(uniqueKeysWithValues: raters.enumerated().map { ($1, $0) })
    }

    mutating func addSubject() -> Int {
        subjects.append([])
        return subjects.count - 1
    }

    mutating func place(of rater: String) -> Int {
        if let place = raterPlaces[rater] { return place }
        raterPlaces[rater] = raters.count
        raters.append(rater)
        return raters.count - 1
    }

    /// False when this rater has rated the subject before.
    mutating func add(subject: Int, rater: Int, text: String, number: Double) -> Bool {
        guard !subjects[subject].contains(where: { $0.rater == rater }) else { return false }
        let rating = takesWords ? words.place(text, number) : number
        subjects[subject].append(Cell(rater: rater, rating: rating))
        return true
    }

    /// Words turned into what they stand for: their numbers where all are numbers, else their
    /// place in natural order, which is named in `labels`.
    func settled() -> (subjects: [[Cell]], labels: [String]?) {
        guard takesWords else { return (subjects, nil) }
        var values = words.numbers
        var labels: [String]?
        if values.contains(where: \.isNaN) {
            let sorted = words.places.keys.sorted(by: Natural.precedes)
            for (rank, label) in sorted.enumerated() {
                if let place = words.places[label] { values[place] = Double(rank) }
            }
            labels = sorted
        }
        let settled = subjects.map { cells in
            cells.map { Cell(rater: $0.rater, rating: values[Int($0.rating)]) }
        }
        return (settled, labels)
    }
}
