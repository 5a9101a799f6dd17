import ArgumentParser
import Base
import Operations

struct ImportPastCasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "past-cases",
        abstract: "Make closed cases of a table of another system.",
        discussion: """
              nuo import past-cases tickets.csv --key id --opened created \\
                  --answered replied --title subject --words text --reply answer
              nuo import past-cases log.csv --key case --opened timestamp \\
                  --activity activity --resource resource --answer 'Take in charge ticket'

            One row a case; or, with --activity, one row an event: a case then begins with
            its first event and ends with its last, and every event is kept. Promises are
            judged by these times. Run again, it goes on with what is new. Past cases open
            nothing and invite nobody.
            """)

    @OptionGroup var flags: Settings.Flags
    @Argument(help: "The table.")
    var file: String
    @Option(help: "Column of the case's number elsewhere; makes it count once.")
    var key: String
    @Option(help: "Column of when it began, or when the event was.")
    var opened: String
    @Option(help: "Column of the first reply.")
    var answered: String?
    @Option(help: "Column of the end; the first reply if left out.")
    var closed: String?
    @Option(help: "Column of what it is called; the key if left out.")
    var title: String?
    @Option(help: "Column of what the customer wrote.")
    var words: String?
    @Option(help: "Column of what was replied.")
    var reply: String?
    @Option(help: "Column of the activity, of an event log.")
    var activity: String?
    @Option(help: "Column of who did it, of an event log.")
    var resource: String?
    @Option(help: "The activity by which the customer is answered, of an event log.")
    var answer: String?
    @Option(help: "How dates are written, such as 'yyyy/M/d H:mm:ss'; ISO 8601 if left out.")
    var format: String?
    @Option(help: "Time zone of times without one; UTC if left out.")
    var zone: String?
    @Option(help: "Kind of case.")
    var kind = "request"
    @Option(help: "Key of the process.")
    var process = "contact"
    @Option(help: "Key of the promise by which they are judged.")
    var promise: String?
    @Option(help: "How they ended: an outcome of the process.")
    var outcome = "answered"
    @Option(help: "How they came.")
    var channel: String?

    func run() async throws {
        try await Console.with(flags) { console in
            let desk = try await console.desk()
            var columns = CaseTable.Columns(key: key, opened: opened)
            columns.answered = answered
            columns.closed = closed
            columns.title = title
            columns.words = words
            columns.reply = reply
            columns.activity = activity
            columns.resource = resource
            if let format {
                guard let known = DateFormat(format) else {
                    throw ValidationError("--format: \(format) is no date format.")
                }
                columns.format = known
            }
            let began = Live.now()
            let done = try await CaseTable(
                columns, kind: kind, process: process, promise: promise, outcome: outcome,
                answer: answer, channel: channel, zone: zone
            ).run(FileSource(path: file), on: desk)
            let seconds = max(0.001, (Live.now() - began).seconds)
            Ending.say(
                "\(done.made) cases in \(seconds.fixed(1)) s; \(done.known) known, "
                    + "\(done.refused) rows without key or time.")
        }
    }
}
