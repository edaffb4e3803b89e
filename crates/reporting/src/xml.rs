//! What every file of XML here shares.
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
    writer::ElementWriter,
};
use std::io::{self, Write};

/// A file begun: in UTF-8, and to be read by people too.
pub fn begun<W: Write>(out: W) -> io::Result<Writer<W>> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(xml)
}
/// An element that holds a text.
pub fn text<W: Write>(element: ElementWriter<'_, W>, text: &str) -> io::Result<()> {
    element.write_text_content(BytesText::new(&clean(text))).map(|_| ())
}
/// A text without what XML cannot hold.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || ['\n', '\t', '\r'].contains(c)).collect()
}
