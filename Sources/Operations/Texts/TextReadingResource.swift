public import Base
public import Domain

/// What was read in one text.
public struct TextReadingResource: Resource {
    public let reading: TextReading

    public init(_ reading: TextReading) { self.reading = reading }

    public static let shape = Shape.object([
        Field(
            "language", .text(), .optional, "zh-Hans, zh-Hant, en, und; absent without letters."),
        Field("mood", .choice(TextReading.Mood.allCases.map(\.rawValue))),
        Field("score", .number(-1...1)),
        Field(
            "words",
            .array(
                .object([
                    Field("from", place, .required, "First byte of the text in UTF-8."),
                    Field("to", place), Field("weight", .number()),
                ])), .required, "What moved the mood, and how far."),
        Field(
            "themes",
            .array(.object([Field("key", .text()), Field("mood", .number(-1...1))])), .required,
            "dimension.… of service quality and touchpoint.… of the journey."),
        Field(
            "model", .integer(0...1_000_000), .required,
            "The workspace's model that read it; 0 for the built-in rules."),
    ])

    private static let place = Shape.integer(0...Int(Int32.max))

    public var json: JSON {
        [
            "language": .optional(reading.language), "mood": .string(reading.mood.rawValue),
            "score": .number(reading.score),
            "words": .array(
                reading.words.map { word in
                    [
                        "from": .integer(word.range.lowerBound),
                        "to": .integer(word.range.upperBound), "weight": .number(word.weight),
                    ]
                }),
            "themes": .array(
                reading.themes.map { ["key": .string($0.key), "mood": .number($0.mood)] }),
            "model": .integer(reading.model),
        ]
    }
}
