<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BatchDialog</name>
    <message numerus="yes">
        <source>%Ln photo(s) into “{output}”</source>
        <translation>
            <numerusform>%Ln photo into “{output}”</numerusform>
            <numerusform>%Ln photos into “{output}”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln photo(s)</source>
        <translation>
            <numerusform>{done} of %Ln photo</numerusform>
            <numerusform>{done} of %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobsPanel</name>
    <message numerus="yes">
        <source>{done} of %Ln photo(s)</source>
        <translation>
            <numerusform>{done} of %Ln photo</numerusform>
            <numerusform>{done} of %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Recipes</name>
    <message numerus="yes">
        <source>The recipe was pasted on %Ln photo(s).</source>
        <translation>
            <numerusform>The recipe was pasted on %Ln photo.</numerusform>
            <numerusform>The recipe was pasted on %Ln photos.</numerusform>
        </translation>
    </message>
</context>
</TS>
